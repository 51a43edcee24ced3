using System.Diagnostics;
using Trama.Soak.Verdict;

namespace Trama.Soak.Kills;

/// <summary>
/// How long from the kill of a worker that had answered to the first answer of a fresh one. Deaths and fresh workers are matched in their
/// order: each death of a worker that had answered waits for one fresh worker's first answer. Safe from any thread.
/// </summary>
internal sealed class ReplacementClock(Tally tally)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, bool> _hasAnswered = [];
    private readonly Dictionary<int, int> _processes = [];
    private readonly Queue<long?> _waiting = new();

    /// <summary>The process is being killed from outside, now.</summary>
    public void Kill(int processId) => Die(processId, Stopwatch.GetTimestamp());

    /// <summary>A result came from this process.</summary>
    public void Answer(int processId)
    {
        long? killed = null;
        lock (_gate)
        {
            if (!_hasAnswered.TryGetValue(processId, out bool hasAnswered) || hasAnswered)
                return;
            _hasAnswered[processId] = true;
            _waiting.TryDequeue(out killed);
        }

        if (killed is { } since)
            tally.Replace(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
    }

    /// <summary>Deaths of other kinds have their replacements too; they are matched and not measured.</summary>
    public void OnEvent(ExecutorEvent happened)
    {
        switch (happened)
        {
            case ExecutorEvent.WorkerStarted { ProcessId: { } process } started:
                lock (_gate)
                {
                    _processes[started.Worker] = process;
                    _hasAnswered[process] = false;
                }

                break;
            case ExecutorEvent.WorkerDied { ProcessId: { } process }:
                Die(process, null);
                break;
            case ExecutorEvent.WorkerReplaced replaced:
                Die(ProcessOf(replaced.Worker), null);
                break;
            case ExecutorEvent.WorkerRecycled recycled:
                Die(ProcessOf(recycled.Worker), null);
                break;
        }
    }

    private int ProcessOf(int worker)
    {
        lock (_gate)
            return _processes.GetValueOrDefault(worker);
    }

    // Once for each process: afterwards it is not known any more. One that never answered is itself what an earlier death waits for.
    private void Die(int processId, long? at)
    {
        lock (_gate)
        {
            if (_hasAnswered.GetValueOrDefault(processId) && _hasAnswered.Remove(processId))
                _waiting.Enqueue(at);
        }
    }
}
