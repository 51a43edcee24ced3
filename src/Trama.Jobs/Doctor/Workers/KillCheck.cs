using System.Diagnostics;

namespace Trama.Jobs.Doctor.Workers;

/// <summary>Kills the worker as the system would, without a word, and waits for the next one's answer.</summary>
internal sealed class KillCheck(TrialPool pool) : WorkerCheck(pool)
{
    public override string Name => "kill";

    protected override async Task<Finding> TryAsync(CancellationToken cancellationToken)
    {
        var before = await Pool.Executor.RunAsync(TrialFunctions.ProcessId, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        using (var worker = Process.GetProcessById(before)) worker.Kill();
        // The pool may not have noticed yet and give the call to the dead one: it runs again on the next.
        var after = await Pool.Retrying.RunAsync(TrialFunctions.ProcessId, cancellationToken);
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        return after == before
            ? Finding.Failed(Notices.KillSurvived, ("pid", before))
            : Finding.Ok(Notices.Kill, ("pid", before), ("newPid", after), ("ms", took));
    }
}
