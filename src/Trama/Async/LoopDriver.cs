using System.Diagnostics;
using Trama.Async.Sockets;

namespace Trama.Async;

/// <summary>
/// The heart of a loop: takes callbacks, due timers and the I/O of a selector in turn, each for a bounded stretch, so that none can starve
/// another; sleeps when there are none. Everything here runs on the loop's thread unless it says otherwise.
/// </summary>
internal sealed class LoopDriver
{
    /// <summary>
    /// How many of one sort run before the other sort gets its turn. Small against a millisecond's work, large against a check's cost.
    /// </summary>
    private const int Stretch = 256;

    private const long NotSet = long.MinValue;

    private readonly EventLoopOptions _options;
    private readonly TimeProvider _source;
    private readonly ILoopListener _listener;
    private readonly List<LoopCallback> _ahead = [];
    private readonly long _blockedAfter; // in the source's timestamps
    private readonly bool _sleepsByItself;
    private ITimer? _alarm;
    private long _alarmAt = NotSet;
    private long _now;
    private int _callbacksBeforeTimers;
    private int _callbacksBeforeIO = Stretch;
    private bool _stopped;

    internal LoopDriver(EventLoopOptions options, ILoopListener listener, LoopWorkSet work)
    {
        (_options, _source, _listener) = (options, options.TimeProvider, listener);
        Context = new QueueContext(Queue, work, options.CaptureStarts);
        Timers = new LoopTimers(_source, Queue, Context);
        _sleepsByItself = ReferenceEquals(_source, TimeProvider.System);
        _blockedAfter = options.BlockedAfter == Timeout.InfiniteTimeSpan
            ? long.MaxValue
            : (long)(options.BlockedAfter.TotalSeconds * _source.TimestampFrequency);
    }

    internal CallbackQueue Queue { get; } = new(open: true);

    internal QueueContext Context { get; }

    internal LoopTimers Timers { get; }

    /// <summary>The sockets that are the loop's.</summary>
    internal SlotTable<LoopSocket> Sockets { get; } = new();

    /// <summary>Where the loop waits for its own I/O; null unless that was asked for and the loop is alive.</summary>
    internal LoopSelector? Selector { get; private set; }

    /// <summary>Callbacks and timers run so far.</summary>
    internal long Served { get; private set; }

    /// <summary>Makes <see cref="RunUntil"/> return although its task is not complete; the next call starts afresh.</summary>
    internal void Stop() => _stopped = true;

    /// <summary>Makes this thread the loop's.</summary>
    internal void Attach()
    {
        Debug.Assert(Context.ThreadId == 0, "A loop lives once, on one thread.");
        if (_options.IOOnLoop)
            Selector = new LoopSelector(this); // first: it may fail, and nothing is to be undone then

        Context.ThreadId = Environment.CurrentManagedThreadId;
        Context.Flow = ExecutionContext.Capture();
        SynchronizationContext.SetSynchronizationContext(Context);
        _now = _source.GetTimestamp();
    }

    internal void RunUntil(Task task)
    {
        Debug.Assert(Context.ThreadId == Environment.CurrentManagedThreadId, "The loop belongs to the thread that entered it.");
        _stopped = false;

        if (!task.IsCompleted)
            LoopThread.WakeWhenComplete(task);

        while (!task.IsCompleted && !_stopped)
        {
            if (_now >= Timers.NextWake && --_callbacksBeforeTimers <= 0)
                RunTimers();
            else if (Selector is not null && --_callbacksBeforeIO <= 0)
                Look(Selector);
            else if (Queue.TryTake(out var callback))
                Run(callback);
            else
                Rest();
        }
    }

    /// <summary>Runs what is queued now, and not what that queues in turn.</summary>
    internal void RunPosted()
    {
        for (var left = Queue.Count; left > 0 && Queue.TryTake(out var callback); left--)
            Run(callback);
    }

    /// <summary>Runs one callback under the loop's rules: errors reported, context restored, time taken.</summary>
    internal void Run(LoopCallback callback)
    {
        try
        {
            callback.Invoke();
        }
        catch (Exception error)
        {
            _listener.OnCallbackFailed(callback.Name, error);
        }

        if (Serve() > _blockedAfter)
            _listener.OnBlocked(callback.Name, Elapsed, callback.StartedAt);
    }

    private void RunTimers()
    {
        for (var left = Stretch; left > 0; left--)
        {
            if (Timers.TakeDue(_now) is not { } timer)
            {
                _callbacksBeforeTimers = 0; // the next timer is served as soon as it is due
                return;
            }

            if (timer.Kind is { } kind)
                Run(timer, kind);
        }

        _callbacksBeforeTimers = Stretch;
    }

    private void Run(LoopTimer timer, TimerKind kind)
    {
        // Task.Delay and WaitAsync complete a task here. Out of sight of our context its continuations come to us, and run next, under
        // their own names, instead of inside the timer. Next, and not at the queue's end: a result due in the same millisecond as its
        // timeout, and made first, must arrive first.
        if (timer.State is Task)
        {
            SynchronizationContext.SetSynchronizationContext(null);
            Context.Ahead = _ahead;
        }

        try
        {
            kind.Callback(timer.State);
        }
        catch (Exception error)
        {
            _listener.OnCallbackFailed(NameOf(timer, kind), error);
        }

        Context.Ahead = null;
        if (Serve() > _blockedAfter)
            _listener.OnBlocked(NameOf(timer, kind), Elapsed, startedAt: null);

        foreach (var continuation in _ahead)
            Run(continuation);

        _ahead.Clear();
    }

    private static string NameOf(LoopTimer timer, TimerKind kind) =>
        timer.State is INamedWork work ? work.Name : CallbackName.Of(kind.Callback);

    private TimeSpan Elapsed { get; set; }

    /// <summary>Cleans up after a callback and returns how long it took; the end of one is the start of the next.</summary>
    private long Serve()
    {
        LoopThread.Restore(Context.Flow, Context);
        Served++;
        var started = _now;
        _now = _source.GetTimestamp();
        var took = _now - started;
        if (took > _blockedAfter)
            Elapsed = _source.GetElapsedTime(started, _now);

        return took;
    }

    /// <summary>Nothing to run: sleeps until a post, I/O or the next timer, or asks the idle handler (virtual time) what to do.</summary>
    private void Rest()
    {
        _callbacksBeforeTimers = 0;
        _now = _source.GetTimestamp();
        Timers.RefreshNextWake();
        if (Selector is not null && (_now >= Timers.NextWake || _options.Idle is not null))
        {
            // Timers that are always due must not keep it from its I/O; and what has arrived comes before a clock that jumps.
            Look(Selector);
            if (Queue.Count > 0)
                return;
        }

        if (_now >= Timers.NextWake)
            return;

        var wait = SetAlarm();
        if (_options.Idle is { } idle)
            wait = TimeSpan.FromMilliseconds(idle.OnIdle(Served));

        if (wait != TimeSpan.Zero)
            Sleep(wait);

        _now = _source.GetTimestamp();
    }

    /// <summary>The selector's turn, without waiting.</summary>
    private void Look(LoopSelector selector)
    {
        _callbacksBeforeIO = Stretch;
        selector.Wait(TimeSpan.Zero);
        selector.Dispatch();
    }

    private void Sleep(TimeSpan wait)
    {
        if (Selector is { } selector)
        {
            Queue.WaitIn(selector, wait);
            selector.Dispatch();
            _callbacksBeforeIO = Stretch;
        }
        else
        {
            Queue.Wait(wait == Timeout.InfiniteTimeSpan ? -1 : (int)Math.Min(Math.Ceiling(wait.TotalMilliseconds), int.MaxValue), hook: null);
        }
    }

    /// <summary>
    /// How long to sleep. Under a clock that is not the system's, real time says nothing: that clock itself must wake the loop.
    /// </summary>
    private TimeSpan SetAlarm()
    {
        var never = Timeout.InfiniteTimeSpan;
        var left = Timers.UntilNextWake(_now);
        if (_sleepsByItself || (_alarm is null && left is null))
            return left ?? never;

        _alarm ??= _source.CreateTimer(static driver => ((LoopDriver)driver!).OnAlarm(), this, never, never);

        // Only when it is another time: a virtual clock takes each arming for something that happened.
        if (Volatile.Read(ref _alarmAt) != Timers.NextWake)
        {
            Volatile.Write(ref _alarmAt, Timers.NextWake); // before arming, which may fire at once
            _alarm.Change(left ?? never, never);
        }

        return never;
    }

    /// <summary>On whatever thread the clock fires its timers.</summary>
    private void OnAlarm()
    {
        Volatile.Write(ref _alarmAt, NotSet); // a clock that fires a little early must be armed again for the rest
        Queue.Signal();
    }

    /// <summary>No more posts from here on.</summary>
    internal void Refuse() => Queue.Refuse();

    /// <summary>Gives the thread back; sockets that are left are closed, and callbacks that are left go to the shared pool.</summary>
    internal void Detach()
    {
        _alarm?.Dispose();
        foreach (var socket in Sockets.All())
            socket.Close();

        Context.ThreadId = 0;
        Queue.Close();
        Selector?.Dispose();
    }
}

/// <summary>What a driver tells its loop.</summary>
internal interface ILoopListener
{
    void OnCallbackFailed(string name, Exception error);

    void OnBlocked(string name, TimeSpan duration, string? startedAt);
}

/// <summary>Decides what happens when a loop has nothing to run; virtual time moves its clock here.</summary>
internal interface IIdleHandler
{
    /// <summary>Called on the loop's thread, with no callback waiting and no timer due.</summary>
    /// <param name="served">
    /// Callbacks and timers run so far: unchanged since the last call means that nothing has happened in between.
    /// </param>
    /// <returns>Real milliseconds to sleep at most before asking again; 0 to look again at once; <see cref="Timeout.Infinite"/>.</returns>
    int OnIdle(long served);
}
