using System.Diagnostics;

namespace Trama;

public abstract partial class Executor
{
    private const int Open = 0;
    private const int Closing = 1;
    private const int Closed = 2;

    private readonly Admission? _admission;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _stopGate = new();
    private readonly CallCounters _counters = new();
    private Task? _stopping;
    private ExecutorBrokenException? _broken;
    private int _phase;

    /// <summary>Whether a call's timeout is judged when its function returns, because nobody can act before that.</summary>
    internal virtual bool JudgesTimeoutOnReturn => false;

    /// <summary>Whether functions run in another process, where a token of this one reaches nobody.</summary>
    internal virtual bool RunsElsewhere => false;

    /// <summary>Whether a map's items may go to workers many in one call.</summary>
    internal virtual bool TakesChunks(CallOptions options) => false;

    /// <summary>How the executor talks to worker processes, or null.</summary>
    private protected virtual string? ChannelName => null;

    /// <summary>How many calls run now.</summary>
    internal int RunningCalls => _counters.Running;

    /// <summary>How many calls wait for a worker now.</summary>
    internal int QueuedCalls => _counters.Queued;

    internal bool IsClosed => Volatile.Read(ref _phase) == Closed;

    /// <summary>How many items <c>MapAsync</c> keeps in flight when its options do not say.</summary>
    internal virtual int DefaultWindow => 4 * Workers;

    /// <summary>Why the executor runs no more calls, or null.</summary>
    internal ExecutorBrokenException? BrokenBy => Volatile.Read(ref _broken);

    /// <summary>Starts every worker now, so that no later call waits for one to start.</summary>
    /// <param name="cancellationToken">Ends the wait; workers that are starting go on starting.</param>
    /// <returns>
    /// A task that completes when all workers are ready; when the system gives no more of them, when those that there are, are ready.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="ExecutorBrokenException">The workers can't be started.</exception>
    public async Task WarmUpAsync(CancellationToken cancellationToken = default)
    {
        Executor root = Root;
        root.ThrowIfClosing();
        if (root.BrokenBy is { } reason)
            throw reason;
        await root.StartWorkersAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The executor's state now.</summary>
    /// <returns>A copy; it does not change any more.</returns>
    public ExecutorSnapshot Snapshot()
    {
        Executor root = Root;
        CallCounters counters = root._counters;
        return new ExecutorSnapshot
        {
            Name = Name,
            Model = Model,
            State = root.BrokenBy is not null ? "broken" : Volatile.Read(ref root._phase) switch
            {
                Open => "open",
                Closing => "closing",
                _ => "closed",
            },
            Running = counters.Running,
            Queued = counters.Queued,
            Succeeded = counters.Succeeded,
            Failed = counters.Failed,
            Canceled = counters.Canceled,
            Workers = root.SnapshotWorkers(),
            Channel = root.ChannelName,
        };
    }

    /// <summary>
    /// Refuses new calls from now on, brings those that there are to an end, and ends the workers. May be called again, also with a
    /// stronger mode while a weaker one is under way.
    /// </summary>
    /// <param name="mode">What happens to waiting and running calls.</param>
    /// <param name="deadline">
    /// How long they may take; after that the executor goes on as with <see cref="ShutdownMode.Kill"/> and says so in an event. From zero
    /// to 49 days; default null: <see cref="ExecutorOptions.ShutdownTimeout"/>.
    /// </param>
    /// <returns>A task that completes when every call has ended and every worker is gone. It need not be awaited.</returns>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Task ShutdownAsync(ShutdownMode mode = ShutdownMode.Drain, TimeSpan? deadline = null)
    {
        if (!Enum.IsDefined(mode))
            throw OptionErrors.OutOfRange(nameof(mode), mode, "Drain, CancelPending or Kill", "TRM0104");
        if (deadline < TimeSpan.Zero || deadline > OptionErrors.LongestTime)
            throw OptionErrors.OutOfRange(nameof(deadline), deadline, "from zero to 49 days", "TRM0105");
        return Root.ShutdownCoreAsync(mode, deadline ?? Options.ShutdownTimeout);
    }

    /// <summary>
    /// Drains the executor: waits for its calls up to <see cref="ExecutorOptions.ShutdownTimeout"/>, then ends them by force and says so
    /// in an event. On a view that <see cref="With"/> made it does nothing.
    /// </summary>
    /// <returns>A task that completes when every worker is gone.</returns>
    public async ValueTask DisposeAsync()
    {
        if (ReferenceEquals(Root, this))
            await ShutdownAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends every call that waits, as cancelled. Called after new ones are refused.</summary>
    private protected abstract void CancelQueued();

    /// <summary>Ends every call that runs, as cancelled, and whatever runs it, as far as the model can.</summary>
    private protected abstract void KillRunning();

    /// <summary>Ends the workers and waits for that. Called once, when no call is left or those left were killed.</summary>
    private protected abstract Task StopWorkersAsync();

    /// <summary>Starts all workers.</summary>
    private protected abstract Task StartWorkersAsync(CancellationToken cancellationToken);

    /// <summary>The workers' states.</summary>
    private protected abstract IReadOnlyList<WorkerSnapshot> SnapshotWorkers();

    /// <summary>
    /// A running call has exceeded its timeout. A model that can end the function itself overrides this; one under which calls run again asks
    /// the timer whether it is still the attempt's.
    /// </summary>
    private protected virtual void OnTimeout(Call call, CallTimer timer) => call.TimeOut();

    /// <summary>A running call's caller has cancelled. Functions watch the token themselves; a model that can do more overrides this.</summary>
    private protected virtual void OnCancel(Call call)
    {
    }

    /// <summary>Whether this thread may wait for room in the queue: not when it is the one that would make room.</summary>
    private protected virtual bool MayBlockCaller() => true;

    /// <summary>Whether calls are recorded, so that their times must be taken.</summary>
    internal bool Records(CallOptions options) =>
        options.OnRecord is not null || Options.Timeline is not null || CallTelemetry.IsMeasured;

    internal bool WouldReject => _admission is { WouldReject: true };

    internal void NotifyTimeout(Call call, CallTimer timer) => OnTimeout(call, timer);

    internal void NotifyCancel(Call call) => OnCancel(call);

    internal void CountStart() => _counters.Start();

    internal void CountStop() => _counters.Stop();

    internal void LeaveQueue() => _admission!.GiveBack();

    /// <summary>Counts a call in. False when it has ended already: its token was cancelled, or the executor is broken.</summary>
    internal bool TryEnter(Call call)
    {
        call.Bind(this);

        // Order: counted first, phase looked at second. A shutdown sets the phase first and looks at the count second, so one of the two
        // sees the other: no call slips in behind a shutdown that believes to have drained.
        _counters.Enter();
        if (Volatile.Read(ref _phase) != Open)
        {
            call.Withdraw();
            ThrowIfClosing();
        }

        if (BrokenBy is { } reason)
            return !call.Fail(reason);
        if (call.CallerToken.IsCancellationRequested)
            return !call.CancelIfQueued(call.CallerToken);
        if (_admission is not null && !TryTakePlace(call))
            return false;
        call.Arm(holdsPlace: _admission is not null);
        return true;
    }

    /// <summary>Counts the items of a chunk, whose call counts for nothing itself.</summary>
    /// <param name="succeeded">How many items succeeded.</param>
    /// <param name="failed">How many failed.</param>
    /// <param name="canceled">How many came to nothing.</param>
    /// <param name="hasStopped">Whether the chunk's own start has been counted out.</param>
    internal void BookItems(int succeeded, int failed, int canceled, bool hasStopped) =>
        _counters.BookItems(succeeded, failed, canceled, hasStopped);

    /// <summary>Books how a call ended, before its caller learns of it: who has awaited a call finds it counted and recorded.</summary>
    internal void Book(Call call, CallOutcome outcome)
    {
        _counters.Book(outcome);
        if (call.IsRecorded)
            Record(call.ToRecord(outcome), call);
    }

    /// <summary>Counts a call out whose task is complete: a shutdown that has drained leaves no task pending.</summary>
    internal void Leave()
    {
        _counters.Leave();
        if (Volatile.Read(ref _phase) != Open && _counters.IsEmpty)
            _drained.TrySetResult();
    }

    /// <summary>Counts a call out whose caller was thrown an exception instead of getting a task: no outcome, no record.</summary>
    internal void LeaveWithdrawn()
    {
        _counters.Withdraw();
        Leave();
    }

    /// <summary>From now on every call, waiting or new, fails with the reason. The first reason stays.</summary>
    private protected void Break(string what, Exception? reason)
    {
        var broken = new ExecutorBrokenException(Name, what, reason);
        if (Interlocked.CompareExchange(ref _broken, broken, null) is null)
            Events.Emit(new ExecutorEvent.Broken(Name, Events.Now, broken));
    }

    internal void ThrowIfClosing()
    {
        if (Volatile.Read(ref _phase) != Open)
            throw new ObjectDisposedException(Name, $"Executor '{Name}' is shut down and takes no more calls. Make a new one. (TRM0017)");
    }

    private bool TryTakePlace(Call call)
    {
        try
        {
            _admission!.Take(this, MayBlockCaller(), call.CallerToken);
        }
        catch (OperationCanceledException) when (call.CallerToken.IsCancellationRequested)
        {
            // Not misuse, so not thrown: to the caller it is a call that was cancelled before it started.
            return !call.CancelIfQueued(call.CallerToken);
        }
        catch
        {
            call.Withdraw();
            throw;
        }

        // The executor may have broken while the caller waited.
        if (BrokenBy is not { } reason)
            return true;
        _admission.GiveBack();
        return !call.Fail(reason);
    }

    private void Record(CallRecord record, Call call)
    {
        Options.Timeline?.Add(record);
        if (call.Options.OnRecord is { } callback)
            Events.Guard(callback, record, nameof(CallOptions.OnRecord));
        Activity? activity = call.Activity;
        if (activity is not null || CallTelemetry.IsMeasured)
            Events.Guard(ended => CallTelemetry.Record(ended, Model, activity), record, "a listener of traces or metrics");
    }

    private async Task ShutdownCoreAsync(ShutdownMode mode, TimeSpan deadline)
    {
        BeginShutdown();
        if (mode != ShutdownMode.Drain)
            CancelQueued();
        if (mode == ShutdownMode.Kill)
            KillRunning();
        else if (!await DrainAsync(deadline).ConfigureAwait(false))
            EndByForce();
        await StopOnceAsync().ConfigureAwait(false);
    }

    private void BeginShutdown()
    {
        // A full fence on both sides: see TryEnter.
        Interlocked.CompareExchange(ref _phase, Closing, Open);
        _admission?.Close();
        if (_counters.IsEmpty)
            _drained.TrySetResult();
    }

    private async Task<bool> DrainAsync(TimeSpan deadline)
    {
        try
        {
            await _drained.Task.WaitAsync(deadline, Options.TimeProvider).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private void EndByForce()
    {
        Events.Emit(new ExecutorEvent.ShutdownForced(Name, Events.Now, _counters.Outstanding));
        CancelQueued();
        KillRunning();
    }

    private Task StopOnceAsync()
    {
        lock (_stopGate)
            return _stopping ??= StopAndCloseAsync();
    }

    private async Task StopAndCloseAsync()
    {
        // Off the lock, and off the thread that ended the last call: that may be a worker of this very pool.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await StopWorkersAsync().ConfigureAwait(false);
        Interlocked.Exchange(ref _phase, Closed);
        CancelQueued();
    }
}
