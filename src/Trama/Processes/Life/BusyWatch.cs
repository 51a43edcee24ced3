namespace Trama.Processes.Life;

/// <summary>Looks at a pool's busy workers every now and then. It sleeps while there is none: an idle pool costs nothing.</summary>
/// <remarks>
/// Invariant, under the pool's lock: while a worker is busy the watch is awake, and an awake watch has its timer set or is looking.
/// </remarks>
internal abstract class BusyWatch : IDisposable
{
    private readonly ProcessPool _pool;
    private readonly TimeSpan _period;
    private readonly ITimer _timer;
    private bool _isAwake;

    protected BusyWatch(ProcessPool pool, TimeProvider time, TimeSpan period)
    {
        _pool = pool;
        _period = period;
        _timer = Timers.CreateUnset(time, Look);
    }

    /// <summary>A worker has become busy. Under the pool's lock.</summary>
    public void WakeCore()
    {
        if (_isAwake)
            return;
        _isAwake = true;
        _timer.Change(_period, Timeout.InfiniteTimeSpan);
    }

    /// <summary>No worker is busy. Under the pool's lock.</summary>
    public void SleepCore() => _isAwake = false;

    public void Dispose() => _timer.Dispose();

    /// <summary>Looks at one busy worker. On the timer's thread, under no lock.</summary>
    protected abstract void Look(ProcessWorker worker);

    private void Look()
    {
        IReadOnlyList<ProcessWorker> busy = _pool.BusyWorkersFor(this);
        if (busy.Count == 0)
            return;
        foreach (ProcessWorker worker in busy)
            Look(worker);

        // Once more, not periodically: what was missed while this process was stopped is not made up for.
        _timer.Change(_period, Timeout.InfiniteTimeSpan);
    }
}
