using System.Diagnostics;

namespace Trama.Processes.Life;

/// <summary>
/// Finds hung workers: each busy one is asked now and then, over the socket, whether it is there. Looks are counted, not time: when this
/// process itself was stopped for a minute, one look has passed, and the answer that came meanwhile is read before the next.
/// </summary>
internal sealed class Heartbeat(ProcessPool pool, TimeProvider time, TimeSpan timeout)
    : BusyWatch(pool, time, timeout / (LooksWithoutAnswer + 1))
{
    /// <summary>How many looks after the question a worker counts as hung; with the one before the question that is the timeout.</summary>
    public const int LooksWithoutAnswer = 3;

    protected override void Look(ProcessWorker worker)
    {
        // Whoever steps through this program has stopped its answers as well.
        if (!Debugger.IsAttached)
            worker.Beat();
    }
}
