namespace Trama.Processes.Life;

/// <summary>
/// Finds workers that have had nothing to do between two looks and has them give memory back. Its timer is set only while there is a worker
/// that has not rested. All but the constructor under the pool's lock.
/// </summary>
internal sealed class RestWatch : IDisposable
{
    /// <summary>
    /// How often a worker is told until its next call. The runtime's compiler lets go of what it needed at the third time, when they are
    /// more than two seconds apart; see decision 0010.
    /// </summary>
    public const int Rests = 3;

    /// <summary>The time between two looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(2100);

    private readonly ITimer _timer;
    private bool _isSet;

    public RestWatch(TimeProvider time, Action onLook) => _timer = Timers.CreateUnset(time, onLook);

    /// <summary>A worker is idle.</summary>
    public void Note()
    {
        if (_isSet)
            return;
        _isSet = true;
        _timer.Change(Period, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The workers that are to rest now.</summary>
    public List<ProcessWorker> TakeRested(IReadOnlyList<ProcessWorker> workers)
    {
        List<ProcessWorker> rested = [];
        bool isQuiet = true;
        foreach (ProcessWorker worker in workers)
        {
            if (worker.CallsAtLook != worker.Calls)
            {
                worker.CallsAtLook = worker.Calls;
                worker.Rests = 0;
            }
            else if (worker.State == WorkerState.Idle && worker.Rests < Rests)
            {
                worker.Rests++;
                rested.Add(worker);
            }

            isQuiet &= worker.State == WorkerState.Stopping || worker.Rests == Rests;
        }

        _isSet = !isQuiet;
        if (_isSet)
            _timer.Change(Period, Timeout.InfiniteTimeSpan);
        return rested;
    }

    public void Dispose() => _timer.Dispose();
}
