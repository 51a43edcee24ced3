using System.Diagnostics;

namespace Trama;

/// <summary>
/// One function with its arguments on its way through an executor. It ends once: in a result, an error, a cancellation or a timeout.
/// </summary>
/// <remarks>
/// <para>States: queued → running → ended, or queued → ended; a call whose worker died may go back to queued. Between queued and running
/// a call may be sent: it lies at a worker ahead of its turn, and whoever wants to end it must get it back from there first. <c>_state</c>
/// changes by compare-and-swap, so of all that may end a call (its function, a timeout, a cancellation, a shutdown, its worker's death)
/// exactly one does, and the rest do nothing.</para>
/// <para>A model takes a call from its queue with <see cref="TryStart"/>, runs it with <see cref="Begin"/> and, where that returns a
/// task, with <see cref="End"/> once the task is complete. An entry of a queue whose call has ended meanwhile is simply skipped.</para>
/// </remarks>
[DebuggerDisplay("{FunctionName,nq} ({StateName,nq})")]
internal abstract class Call
{
    private const ushort Queued = 0;
    private const ushort Sent = 1;
    private const ushort Running = 2;
    private const ushort Ended = 3;

    private Executor? _owner;

    // The context to run under, alone; or what the model prepared, alone; or the extras, and either in them; or null. One field, because
    // most calls have one of the first two or none.
    private object? _rest;

    // Two bytes each: with the worker's number they fill eight, and an int as argument or result then costs no more than itself.
    private ushort _state;
    private ushort _attempts;

    private protected Call(Delegate function, CallOptions options, CancellationToken cancellationToken)
    {
        Function = function;

        // Before anybody else knows the call: the extras need no race for their making.
        if (!ReferenceEquals(options, CallOptions.Default) || cancellationToken.CanBeCanceled)
            _rest = new CallExtras { Options = options, CallerToken = cancellationToken };
    }

    /// <summary>The next call of the same chunk: it runs on the same worker, right after this one.</summary>
    public Call? Next { get => Rare?.Next; set => Extras.Next = value; }

    /// <summary>The call's part in a scope, or null.</summary>
    public ScopeMember? Member { get => Rare?.Member; init { if (value is not null) Extras.Member = value; } }

    /// <summary>The user's function.</summary>
    public Delegate Function { get; }

    /// <summary>What the function was passed as: its arguments are encoded, and its result is read, as that declares them.</summary>
    public virtual Type DelegateType => Function.GetType();

    /// <summary>Whether the function returns a task, so that a model with threads of its own pumps its continuations.</summary>
    public abstract bool IsAsync { get; }

    /// <summary>Whether the function yields items; see <see cref="ReceiveItem"/>.</summary>
    public virtual bool IsStream => false;

    /// <summary>Told whenever the consumer of a stream has taken an item, so that the worker may send another.</summary>
    public Action? OnItemConsumed { get => Rare?.OnItemConsumed; set => Extras.OnItemConsumed = value; }

    /// <summary>Whether the call's times are taken. Settled when it is made: who begins to listen later hears of later calls.</summary>
    public bool IsRecorded => Rare is { IsRecorded: true };

    /// <summary>What the call is called in traces; null while nobody traces.</summary>
    public Activity? Activity { get => Rare?.Activity; set { if (value is not null) Extras.Activity = value; } }

    public CallOptions Options => Rare?.Options ?? CallOptions.Default;

    /// <summary>The token that the caller passed to the executor.</summary>
    public CancellationToken CallerToken => Rare?.CallerToken ?? CancellationToken.None;

    /// <summary>The token that the function receives: the caller's, and cancelled too when the call times out or is killed.</summary>
    public CancellationToken Token => Rare?.Source?.Token ?? CallerToken;

    /// <summary>The number of the worker that started the call last; 0 before that.</summary>
    public int Worker { get; private set; }

    /// <summary>How often the call was started.</summary>
    public int Attempts => _attempts;

    /// <summary>Processor time of the function, where the model measures it.</summary>
    public TimeSpan? CpuTime { get => Rare?.CpuTime; set => Extras.CpuTime = value; }

    /// <summary>What the model made of the call in <see cref="Executor.Prepare"/>; dropped when the call ends.</summary>
    public object? Prepared => Volatile.Read(ref _rest) switch
    {
        CallExtras extras => extras.Prepared,
        ExecutionContext => null,
        var prepared => prepared,
    };

    /// <summary>How the workers died that ran the call before, in order; null when none did.</summary>
    public List<WorkerDeath>? Deaths { get => Rare?.Deaths; set => Extras.Deaths = value; }

    /// <summary>Bytes that crossed a process boundary for the call.</summary>
    public long Bytes { get => Rare?.Bytes ?? 0; set => Extras.Bytes = value; }

    public bool HasEnded => Volatile.Read(ref _state) == Ended;

    /// <summary>
    /// Whether the caller's task is complete. Later than <see cref="HasEnded"/>: between the two the user's callbacks run, which may take long.
    /// </summary>
    public abstract bool IsSettled { get; }

    public bool IsQueued => Volatile.Read(ref _state) == Queued;

    public string FunctionName => FunctionNames.Of(Function);

    private CallExtras? Rare => Volatile.Read(ref _rest) as CallExtras;

    // Two threads may need it first at the same time: the caller's, and one that ends the call early. Both get the same.
    private CallExtras Extras
    {
        get
        {
            while (true)
            {
                object? before = Volatile.Read(ref _rest);
                if (before is CallExtras extras)
                    return extras;
                extras = before is ExecutionContext context ? new CallExtras { Context = context } : new CallExtras { Prepared = before };
                if (ReferenceEquals(Interlocked.CompareExchange(ref _rest, extras, before), before))
                    return extras;
            }
        }
    }

    /// <summary>The task of an asynchronous function that is under way.</summary>
    protected Task? Pending { get => Rare?.Pending; set => Extras.Pending = value; }

    private string StateName => Volatile.Read(ref _state) switch
    {
        Queued => "queued",
        Sent => "sent",
        Running => "running",
        _ => "ended",
    };

    protected Executor Owner => _owner!;

    /// <summary>Ties the call to the executor that counts it, before anything else happens to it.</summary>
    public void Bind(Executor owner)
    {
        Debug.Assert(_owner is null, "A call belongs to one executor for its whole life.");
        _owner = owner;
        CaptureContext();
        if (Activity is null && !owner.Records(Options))
            return;
        Extras.IsRecorded = true;
        Extras.QueuedAt = owner.Options.TimeProvider.GetTimestamp();
    }

    /// <summary>The function will run under this thread's execution context as it is now: culture, activity, async locals.</summary>
    public void CaptureContext()
    {
        ExecutionContext? context = CleanContext.CaptureUnlessClean();
        if (PlaceUnlessExtras(context) is { } extras)
            extras.Context = context;
    }

    /// <summary>Keeps what the model made of the call, to run it elsewhere; the context to run under is of no use there.</summary>
    public void SetPrepared(object prepared)
    {
        if (PlaceUnlessExtras(prepared) is { } extras)
            extras.Prepared = prepared;
    }

    // Puts something into the one field for rare things. Where extras are there already it belongs into them, and they are returned.
    private CallExtras? PlaceUnlessExtras(object? value)
    {
        object? before = Volatile.Read(ref _rest);
        while (before is not CallExtras)
        {
            object? now = Interlocked.CompareExchange(ref _rest, value, before);
            if (ReferenceEquals(now, before))
                return null;
            before = now;
        }

        return (CallExtras)before;
    }

    /// <summary>From here on the call can be cancelled and can time out in the queue. Called once it holds its place there.</summary>
    public void Arm(bool holdsPlace)
    {
        if (holdsPlace)
            Extras.HoldsPlace = true;

        // The token first: a timer that fires in this very moment finds the registration and undoes it. The other way round it could
        // stay with a token that lives for as long as the program.
        if (CallerToken.CanBeCanceled)
            Extras.Cancellation = CallerToken.UnsafeRegister(static call => ((Call)call!).OnCallerCanceled(), this);
        if (Options.QueueTimeout is { } limit)
            SetTimer(static (call, timer) => call.OnQueueTimeout(timer), limit);
    }

    /// <summary>Takes the call out of its queue to run on a worker. False when it has ended meanwhile: skip it.</summary>
    public bool TryStart(int worker)
    {
        Debug.Assert(worker > 0, "Workers are numbered from 1.");

        // Before the call counts as running: whoever ends it from then on reads when it started.
        if (Rare is { } rare && (rare.IsRecorded || rare.Options.Timeout is not null))
            rare.StartedAt = Owner.Options.TimeProvider.GetTimestamp();
        if (Interlocked.CompareExchange(ref _state, Running, Queued) != Queued
            && Interlocked.CompareExchange(ref _state, Running, Sent) != Sent)
            return false;
        Worker = worker;
        _attempts++;
        LeaveQueue();
        StopTimer();
        Owner.CountStart();
        if (Options.Timeout is not null && !Owner.JudgesTimeoutOnReturn)
            ArmTimeout();
        return true;
    }

    /// <summary>
    /// Marks a waiting call as sent to a worker that still runs another. From here on its canceller must ask the model, which gets the
    /// call back with <see cref="TryTakeBack"/> unless it has started. Not for calls with a queue timeout, which knows only the queue.
    /// False when the call has ended.
    /// </summary>
    public bool TrySend()
    {
        Debug.Assert(Options.QueueTimeout is null, "A queue timeout ends a call where it waits, and would not find one that was sent.");
        return Interlocked.CompareExchange(ref _state, Sent, Queued) == Queued;
    }

    /// <summary>A thread waits for the call and has nothing else to do: it may bring the answer itself.</summary>
    /// <param name="task">What it waits for.</param>
    public void HelpAlong(Task task) => Owner.HelpAlong(this, task);

    /// <summary>Marks a call that was sent and never started as waiting again. False when it was not sent, or has started or ended.</summary>
    public bool TryTakeBack() => Interlocked.CompareExchange(ref _state, Queued, Sent) == Sent;

    /// <summary>
    /// Puts a running call back to where it waits, after its worker died, to run again on another. False when it has ended.
    /// </summary>
    /// <param name="counts">Whether the start counts as an attempt: not when the function had not begun.</param>
    public bool TryRequeue(bool counts)
    {
        if (!counts)
            _attempts--;
        StopTimer();
        if (Interlocked.CompareExchange(ref _state, Queued, Running) != Running)
            return false;
        Owner.CountStop();
        return true;
    }

    /// <summary>
    /// Runs the function on this thread, under the caller's execution context. Null: the call has ended. Otherwise an asynchronous
    /// function is under way: call <see cref="End"/> once the task is complete, on whatever thread.
    /// </summary>
    public abstract Task? Begin();

    /// <summary>Ends the call with what its asynchronous function came to.</summary>
    public abstract void End();

    /// <summary>Ends the call with an exception. False when it had ended already.</summary>
    public bool Fail(Exception exception)
    {
        // Cancelled means: by the caller's own token. Whatever else a function throws, a foreign cancellation included, is its error.
        if (exception is OperationCanceledException && CallerToken.IsCancellationRequested)
            return Cancel(CallerToken);
        if (!TryEnd())
            return false;
        EndFailed(exception);
        return true;
    }

    /// <summary>Ends the call as cancelled. False when it had ended already.</summary>
    public bool Cancel(CancellationToken by)
    {
        if (!TryEnd())
            return false;
        EndCanceled(by);
        return true;
    }

    /// <summary>Ends the call as cancelled when it has not started. False when it runs or has ended.</summary>
    public bool CancelIfQueued(CancellationToken by)
    {
        if (Interlocked.CompareExchange(ref _state, Ended, Queued) != Queued)
            return false;
        LeaveQueue();
        EndCanceled(by);
        return true;
    }

    /// <summary>
    /// Takes the call back before anything came of it: its caller gets an exception instead of a task. False when it had ended already.
    /// </summary>
    public bool Withdraw()
    {
        if (!TryEnd())
            return false;
        Detach();
        Settle(CancellationToken.None);
        Owner.LeaveWithdrawn();
        Member?.Leave();
        return true;
    }

    /// <summary>Ends the call by its timeout; the function's token is cancelled, the function itself may run on.</summary>
    /// <param name="death">The worker process that was killed for it, if one was.</param>
    public bool TimeOut(WorkerDeath? death = null)
    {
        if (!Fail(new CallTimeoutException(FunctionName, Owner.Name, Options.Timeout!.Value, death)))
            return false;
        CancelFunction();
        return true;
    }

    /// <summary>Cancels the token that the function watches, without ending the call. Nothing once the function has returned.</summary>
    public void CancelFunction()
    {
        try
        {
            Rare?.Source?.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The function returned in this very moment, and with it went its token: nobody is left to tell.
        }
        catch (AggregateException error)
        {
            Owner.Events.Emit(new ExecutorEvent.CallbackFailed(Owner.Name, Owner.Events.Now, "a callback on the call's token", error));
        }
    }

    /// <summary>The function has returned: its token is needed no more, and must not stay registered with the caller's.</summary>
    protected void ReleaseToken()
    {
        if (Rare is { } extras)
            Interlocked.Exchange(ref extras.Source, null)?.Dispose();
    }

    /// <summary>
    /// Makes <see cref="Token"/> one that <see cref="CancelFunction"/> can cancel. Before <see cref="TryStart"/>; calls with a timeout
    /// have one anyway.
    /// </summary>
    public void MakeCancelable() => Extras.Source ??= CancellationTokenSource.CreateLinkedTokenSource(CallerToken);

    /// <summary>
    /// Whether the arguments may stay where they are until the call is sent: nobody can change them, and writing them can't fail. Throws
    /// <see cref="PayloadException"/> where they can never cross.
    /// </summary>
    public virtual bool CanEncodeLater(CodecSet codecs) => false;

    /// <summary>Writes the arguments for another process. Throws <see cref="PayloadException"/> where they can't cross.</summary>
    public abstract void EncodeArguments(PayloadWriter writer);

    /// <summary>Ends the call with a result that another process sent.</summary>
    public abstract void EndWithPayload(PayloadReader payload);

    /// <summary>Takes one item of a stream that another process sent. Only streams have items.</summary>
    public virtual void ReceiveItem(PayloadReader payload) =>
        throw new InvalidDataException($"'{FunctionName}' is no stream, but its worker sent an item. (TRM0575)");

    /// <summary>The consumer has taken an item of the stream.</summary>
    public void ItemConsumed() => OnItemConsumed?.Invoke();

    protected bool TryEnd()
    {
        ushort before = Interlocked.Exchange(ref _state, Ended);
        if (before is Queued or Sent)
            LeaveQueue();
        else if (before == Running)
            Owner.CountStop();
        return before != Ended;
    }

    /// <summary>Ends a call whose function has returned its result. The stop is counted with the success: see <see cref="CallCounters"/>.</summary>
    protected bool TryEndWell()
    {
        ushort before = Interlocked.Exchange(ref _state, Ended);
        if (before is Queued or Sent)
        {
            // Its worker was given up as dead and the call put back, and the result came after all.
            LeaveQueue();
            Owner.CountStart();
        }

        return before != Ended;
    }

    /// <summary>The function is about to be called on this thread, and from here on holds the call's token.</summary>
    protected void MarkBegun()
    {
        // Only a call with a token of its own can be ended by somebody who must see this: see Detach.
        if (Rare is not { Source: not null } extras)
            return;
        extras.HasBegun = true;
        Interlocked.MemoryBarrier();
    }

    /// <summary>
    /// Says, after the arguments were read, whether they are the caller's: a call that ends between <see cref="TryStart"/> and
    /// <see cref="Begin"/>, or before it is sent (a short timeout, a shutdown), drops them, and its function must not run on what is left.
    /// </summary>
    public bool HadArguments()
    {
        // An end sets the state first and drops the arguments second. So arguments read before a state that is not 'ended' are whole;
        // without the barrier the processor may read them the other way round.
        Volatile.ReadBarrier();
        return !HasEnded;
    }

    /// <summary>The context to run under, null for this thread's own. Taken, not only read: it may hold much, and the call may live on.</summary>
    protected ExecutionContext? TakeContext()
    {
        ExecutionContext? context = DropContext();
        return context is null && !ExecutionContext.IsFlowSuppressed() ? CleanContext.Known : context;
    }

    /// <summary>Whether a function that has returned took longer than its timeout, where the model judges that on return only.</summary>
    protected bool IsLate => Options.Timeout is { } limit && Owner.JudgesTimeoutOnReturn
        && Owner.Options.TimeProvider.GetElapsedTime(Rare!.StartedAt) > limit;

    protected abstract void Settle(Exception exception);

    protected abstract void Settle(CancellationToken by);

    /// <summary>Drops the references to arguments and captured state: a queue may hold an ended call for a while.</summary>
    protected abstract void Release();

    /// <summary>
    /// What every end begins with, once. The order is the contract: booked first, and told to the call's scope, so that who has awaited the
    /// call finds it counted and the scope cancelled; then the task completes; then the executor and the scope count the call out, so that
    /// a shutdown that has drained and a scope that has ended leave no task pending.
    /// </summary>
    protected void Conclude(CallOutcome outcome)
    {
        Detach();
        Book(outcome);
    }

    /// <summary>Counts the call by how it ended.</summary>
    protected virtual void Book(CallOutcome outcome) => Owner.Book(this, outcome);

    /// <summary>What every end ends with: the executor and the scope count the call out, whose task is complete.</summary>
    protected void Leave()
    {
        Owner.Leave();
        Member?.Leave();
    }

    internal CallRecord ToRecord(CallOutcome outcome)
    {
        TimeProvider time = Owner.Options.TimeProvider;
        DateTimeOffset ended = time.GetUtcNow();
        long now = time.GetTimestamp();
        DateTimeOffset? started = Attempts == 0 ? null : ended - time.GetElapsedTime(Rare!.StartedAt, now);
        DateTimeOffset queued = ended - time.GetElapsedTime(Rare!.QueuedAt, now);
        return new CallRecord(Owner.Name, FunctionName, Worker, queued, started, ended, CpuTime, Bytes, Attempts, outcome);
    }

    /// <summary>Lets go of everything that holds the call, or that it holds.</summary>
    private void Detach()
    {
        DropContext();
        DropPrepared();
        Release();
        if (Rare is not { } extras)
            return;
        extras.Cancellation.Unregister();
        extras.Timer?.Dispose();

        // A function that was begun here releases the token when it returns. One that runs in another process, or never, does not, and
        // the token would stay registered with the caller's.
        if (!Volatile.Read(ref extras.HasBegun))
            ReleaseToken();
    }

    private ExecutionContext? DropContext()
    {
        object? rest = Volatile.Read(ref _rest);
        if (rest is ExecutionContext && ReferenceEquals(Interlocked.CompareExchange(ref _rest, null, rest), rest))
            return (ExecutionContext)rest;

        // Where somebody has just put extras in its place, the context went with it.
        return Rare is { } extras ? Interlocked.Exchange(ref extras.Context, null) : null;
    }

    private void DropPrepared()
    {
        object? rest = Volatile.Read(ref _rest);
        if (rest is not null and not CallExtras and not ExecutionContext)
        {
            object? now = Interlocked.CompareExchange(ref _rest, null, rest);
            if (ReferenceEquals(now, rest))
            {
                (rest as IDisposable)?.Dispose();
                return;
            }
        }

        // Where somebody has just put extras in its place, it went with it.
        if (Rare is not { } extras)
            return;
        (extras.Prepared as IDisposable)?.Dispose();
        extras.Prepared = null;
    }

    private void EndCanceled(CancellationToken by)
    {
        Conclude(CallOutcome.Canceled);
        Member?.Cancel();
        Settle(by);
        Leave();
    }

    private void EndFailed(Exception exception)
    {
        Conclude(CallOutcome.Failed);
        Member?.Fail(exception);
        Settle(exception);
        Leave();
    }

    private void ArmTimeout()
    {
        if (!Owner.RunsElsewhere)
            MakeCancelable();
        SetTimer(static (call, timer) => call.OnTimeout(timer), Options.Timeout!.Value);
    }

    private void StopTimer()
    {
        if (Rare is not { } extras)
            return;
        extras.Timer?.Dispose();
        extras.Timer = null;
    }

    private void SetTimer(Action<Call, CallTimer> ring, TimeSpan limit)
    {
        var timer = new CallTimer(this, ring);

        // A full fence between the timer's publication and the look at the state: whoever ended the call meanwhile saw the timer, or
        // this thread sees the end.
        Interlocked.Exchange(ref Extras.Timer, timer);
        if (HasEnded)
            timer.Dispose();
        else
            timer.Start(Owner.Options.TimeProvider, limit);
    }

    private void OnTimeout(CallTimer timer)
    {
        // Under a debugger time stands still for the person at the breakpoint: look again later instead of killing what they look at.
        if (HasEnded)
            return;
        if (Debugger.IsAttached)
            timer.Again(Options.Timeout!.Value);
        else
            Owner.NotifyTimeout(this, timer);
    }

    private void OnQueueTimeout(CallTimer timer)
    {
        // One that was put back after its worker died waits without a limit: it has started in time.
        if (timer.IsOver || Interlocked.CompareExchange(ref _state, Ended, Queued) != Queued)
            return;
        LeaveQueue();
        EndFailed(new QueueTimeoutException(FunctionName, Owner.Name, Options.QueueTimeout!.Value));
    }

    private void OnCallerCanceled()
    {
        if (!CancelIfQueued(CallerToken) && !HasEnded)
            Owner.NotifyCancel(this);
    }

    private void LeaveQueue()
    {
        if (Rare is not { HoldsPlace: true } extras)
            return;
        extras.HoldsPlace = false;
        Owner.LeaveQueue();
    }
}
