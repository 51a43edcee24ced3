namespace Trama.Processes.Life;

/// <summary>
/// Knows how long workers have been idle, and when one's time is over. Its timer is set only while a worker is idle. All but the
/// constructor under the pool's lock.
/// </summary>
internal sealed class IdleWatch : IDisposable
{
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly ITimer _timer;
    private bool _isSet;

    public IdleWatch(TimeProvider time, TimeSpan timeout, Action onDue)
    {
        _time = time;
        _timeout = timeout;
        _timer = Timers.CreateUnset(time, onDue);
    }

    /// <summary>The worker is idle from now on.</summary>
    public void Note(ProcessWorker worker)
    {
        worker.IdleSince = _time.GetTimestamp();
        if (_isSet)
            return;
        _isSet = true;
        _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// The idle workers whose time is over, the longest idle first. As many as there are spares stay for as long as any other worker has
    /// something to do or has had; then they go together.
    /// </summary>
    public List<ProcessWorker> TakeOverdue(IReadOnlyList<ProcessWorker> workers, int spares)
    {
        List<ProcessWorker> idle =
            [.. workers.Where(static worker => worker.State == WorkerState.Idle).OrderBy(static worker => worker.IdleSince)];
        List<ProcessWorker> overdue = idle.FindAll(IsOverdue);
        bool isQuiet =
            overdue.Count == idle.Count && workers.All(static worker => worker.State is WorkerState.Idle or WorkerState.Stopping);
        int ending = isQuiet ? overdue.Count : Math.Clamp(idle.Count - spares, 0, overdue.Count);
        overdue.RemoveRange(ending, overdue.Count - ending);
        SetFor(idle.Where(worker => !IsOverdue(worker)));
        return overdue;
    }

    public void Dispose() => _timer.Dispose();

    private bool IsOverdue(ProcessWorker worker) => _time.GetElapsedTime(worker.IdleSince) >= _timeout;

    // A spare that stays beyond its time is looked at again when another worker becomes idle, or its time is over.
    private void SetFor(IEnumerable<ProcessWorker> waiting)
    {
        ProcessWorker? first = waiting.FirstOrDefault();
        _isSet = first is not null;
        if (first is null)
            return;

        _timer.Change(Timers.Until(_timeout - _time.GetElapsedTime(first.IdleSince)), Timeout.InfiniteTimeSpan);
    }
}
