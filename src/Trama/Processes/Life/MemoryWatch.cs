namespace Trama.Processes.Life;

/// <summary>Kills busy workers that hold more memory than the hard limit.</summary>
internal sealed class MemoryWatch(ProcessPool pool, TimeProvider time) : BusyWatch(pool, time, Period)
{
    /// <summary>
    /// Touching fresh memory goes at some 2 GB/s: a call passes the limit by a fifth of that at the most, for ten readings of two
    /// microseconds a second.
    /// </summary>
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);

    protected override void Look(ProcessWorker worker) => worker.CheckHardLimit();
}
