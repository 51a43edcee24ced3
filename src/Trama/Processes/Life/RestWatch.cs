using Trama.Processes.Ipc;

namespace Trama.Processes.Life;

/// <summary>
/// Finds workers that have had nothing to do between two looks and has them give memory back. Its timer is set only while there is a worker
/// that has not rested. All but the constructor under the pool's lock.
/// </summary>
internal sealed class RestWatch : IDisposable
{
    /// <summary>The time between two looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(900);

    // Told at the first look that finds it at rest, because garbage is best collected soon, and twice more: the runtime's compiler lets go of
    // what it needed at the third time, when they are more than two seconds apart; see decision 0010. Then a last time, ten seconds after
    // its last call: until then it keeps the memory of large arrays, as the segments are kept that those came in.
    private const int Rests = 4;
    private const int LooksBetween = 3;
    private const int Looks = 1 + ((Rests - 1) * LooksBetween);

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

    /// <summary>The workers that are to rest now, each with how far its rest has come.</summary>
    public List<(ProcessWorker Worker, RestStep Step)> TakeRested(IReadOnlyList<ProcessWorker> workers)
    {
        List<(ProcessWorker, RestStep)> rested = [];
        bool isQuiet = true;
        foreach (ProcessWorker worker in workers)
        {
            if (worker.CallsAtLook != worker.Calls)
            {
                worker.CallsAtLook = worker.Calls;
                worker.LooksAtRest = 0;
            }
            else if (worker.State == WorkerState.Idle && worker.LooksAtRest < Looks)
            {
                if (worker.LooksAtRest % LooksBetween == 0)
                    rested.Add((worker, StepAt(worker.LooksAtRest)));
                worker.LooksAtRest++;
            }

            isQuiet &= worker.State == WorkerState.Stopping || worker.LooksAtRest == Looks;
        }

        _isSet = !isQuiet;
        if (_isSet)
            _timer.Change(Period, Timeout.InfiniteTimeSpan);
        return rested;
    }

    public void Dispose() => _timer.Dispose();

    private static RestStep StepAt(int look) => look switch
    {
        0 => RestStep.First,
        Looks - 1 => RestStep.Last,
        _ => RestStep.Further,
    };
}
