using System.Runtime.CompilerServices;
using Trama.Async;

namespace Trama.Threads;

/// <summary>
/// One private background thread: takes a call, runs it, looks for the next. Owned by its crew until it leaves; from then on by the
/// function that it still runs, if any, and it ends with that.
/// </summary>
/// <remarks>
/// <c>_call</c> decides who owns the thread: the worker puts a call there before it starts it, and takes it out when the function has
/// returned; whoever abandons the worker takes it out first. One exchange decides which of the two it was.
/// </remarks>
internal sealed class ThreadWorker
{
    [ThreadStatic]
    private static ThreadWorker? _worker;

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ExecutionLock? _lock;
    private readonly LockSuspension? _suspension;
    private ExecutionContext? _clean;
    private CallbackPump? _pump;
    private Call? _call;
    private long _calls;
    private bool _over;

    public ThreadWorker(ThreadCrew crew, int id)
    {
        Crew = crew;
        Id = id;
        Place = new ParkingPlace(crew.Options.TimeProvider);
        _lock = crew.Options.Lock;
        _suspension = _lock is null ? null : new LockSuspension(_lock);
    }

    /// <summary>The worker whose thread this is, or null.</summary>
    public static ThreadWorker? OfThisThread => _worker;

    public ThreadCrew Crew { get; }

    public int Id { get; }

    public ParkingPlace Place { get; }

    /// <summary>Whether the crew counts this worker as one that is about to look at the queue.</summary>
    public bool IsSearching { get; set; }

    /// <summary>Completes when the initialiser has run, however it ended.</summary>
    public Task Ready => _ready.Task;

    public bool HasStarted { get; private set; }

    /// <summary>The call that runs here, or null: none, or the worker is abandoned.</summary>
    public Call? Current => Volatile.Read(ref _call);

    /// <summary>The calls that the current call has submitted to its own executor. Guarded by the crew's gate.</summary>
    public List<Call> Nested { get; } = [];

    public bool WaitsForNested => Nested.Exists(static call => call.IsQueued);

    public void Launch()
    {
        var thread = new Thread(Main, Crew.Options.StackSize ?? 0)
        {
            IsBackground = true,
            Name = $"{Crew.Name} #{Id}",
            Priority = Crew.Options.Priority,
        };

        // Without the execution context of whoever submitted the first call: it would live as long as the thread.
        thread.UnsafeStart();
    }

    public void SetReady() => _ready.TrySetResult();

    /// <summary>Takes the worker away from its crew while it runs this call. False when the function has returned already.</summary>
    public bool TryDetach(Call call) => ReferenceEquals(Interlocked.CompareExchange(ref _call, null, call), call);

    public WorkerSnapshot Snapshot(string state) => new()
    {
        Id = Id,
        State = HasStarted ? state : "starting",
        Function = Current?.FunctionName,
        Calls = Volatile.Read(ref _calls),
    };

    private void Main()
    {
        _worker = this;
        _clean = CleanContext.Learn();
        if (!TryInitialize())
            return;

        // No call may be in a local of this method: an idle worker must not keep the last one, and through it its executor, alive.
        while (!_over)
        {
            if (!Serve() && !Crew.Rest(this))
                return;
        }

        Crew.Forget(this);
    }

    private bool TryInitialize()
    {
        try
        {
            Initialize(Crew.Options.Initializer);
        }
        catch (OperationCanceledException) when (Crew.IsKilled)
        {
            // Killed while it waited for the lock: no function will run here, so none misses the initialiser.
        }
        catch (Exception error)
        {
            Crew.Fail(this, $"the initializer of worker {Id} failed: {error.Message}", error);
            SetReady();
            return false;
        }

        HasStarted = true;
        Crew.EnterService(this);
        SetReady();
        return true;
    }

    private void Initialize(Action? initializer)
    {
        if (initializer is null)
            return;
        if (_lock is null)
        {
            initializer();
            return;
        }

        using (_lock.EnterScope(Crew.Killed))
            initializer();
    }

    /// <summary>Runs the next call, if there is one. False: there is none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Serve()
    {
        if (_lock is not null)
            return ServeUnderLock(_lock);
        if (!Crew.Queue.TryDequeue(out Call? call))
            return false;
        Crew.StopSearching(this);
        RunChain(call!);
        return true;
    }

    // The lock first, the call second: a call that waits for the lock still waits in the queue, where it can be cancelled and overtaken.
    private bool ServeUnderLock(ExecutionLock executionLock)
    {
        if (Crew.Queue.IsEmpty)
            return false;
        Crew.StopSearching(this);
        try
        {
            using (executionLock.EnterScope(Crew.Killed))
            {
                if (Crew.Queue.TryDequeue(out Call? call))
                    RunChain(call!);
            }
        }
        catch (OperationCanceledException) when (Crew.IsKilled)
        {
            return false;
        }
        catch (Exception error) when (error is InvalidOperationException or SynchronizationLockException)
        {
            // The lock's holder is gone, or a function has left a scope of the lock open: nobody can say what the lock protects now.
            Crew.Fail(this, $"its execution lock can't be used any more: {error.Message}", _suspension!.Failure ?? error);
            _over = true;
        }

        return true;
    }

    private void RunChain(Call head)
    {
        for (Call? call = head; call is not null; call = call.Next)
        {
            if (!Run(call))
            {
                // Abandoned: who did it has seen to the rest of the chain.
                _over = true;
                return;
            }

            if (_lock is not null && call.Next is not null && _lock.IsHeldByCurrentThread)
                _lock.Checkpoint();
        }
    }

    /// <summary>Runs one call. False: the worker was abandoned meanwhile.</summary>
    private bool Run(Call call)
    {
        // Before it starts: its timeout may be over before the next line. The compare-and-swap in TryStart is the fence that the crew's
        // kill needs: either it sees the call here, or this thread sees the flag below.
        Volatile.Write(ref _call, call);
        if (call.TryStart(Id))
        {
            _calls++;
            if (Crew.IsKilled)
                call.Cancel(CancellationToken.None);
            else
                Execute(call);
            CleanUp();
        }

        return Interlocked.Exchange(ref _call, null) is not null;
    }

    private void Execute(Call call)
    {
        if (!call.IsAsync)
        {
            call.Begin();
            return;
        }

        _pump ??= new CallbackPump(_suspension);
        using (_pump.EnterScope())
        {
            if (call.Begin() is not { } pending)
                return;
            _pump.RunUntilComplete(pending);
            call.End();
        }
    }

    // The next call is somebody else's: it must find nothing that this one left on the thread.
    private void CleanUp()
    {
        if (Nested.Count > 0)
            Crew.ClearNested(this);
        if (SynchronizationContext.Current is not null)
            SynchronizationContext.SetSynchronizationContext(null);
        if (_clean is not null)
            ExecutionContext.Restore(_clean);
    }
}
