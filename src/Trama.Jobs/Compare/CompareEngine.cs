using System.Diagnostics;
using Trama.Jobs.Compare.Judging;
using Trama.Jobs.Compare.Rounds;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Compare;

/// <summary>
/// Runs the same work under every model, each round of each model in a fresh child process, in seeded random order, and judges.
/// Prints nothing. One instance may run one plan at a time.
/// </summary>
/// <param name="program">How to start this program again for a round; null: as it was started itself.</param>
internal sealed class CompareEngine(RoundProgram? program = null)
{
    private readonly RoundProgram _program = program ?? RoundProgram.Own();

    /// <summary>Checks <paramref name="plan"/>, runs it and reports.</summary>
    /// <param name="plan">What to compare.</param>
    /// <param name="progress">Told what goes on; see <see cref="CompareProgress"/>.</param>
    /// <param name="cancellationToken">Kills what runs, with its children, and ends in <see cref="OperationCanceledException"/> when nothing is left.</param>
    /// <exception cref="JobException">The plan can't be met, an item failed, or checksums differ; nothing is left running.</exception>
    public async Task<CompareReport> RunAsync(
        ComparePlan plan, IProgress<CompareProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var clock = Stopwatch.StartNew();
        var checkedPlan = PlanCheck.Check(plan);
        var progressBoard = new ProgressBoard(progress, checkedPlan.TotalRounds);
        progressBoard.Report(new CompareProgress.Started(checkedPlan.Workloads, checkedPlan.Models, plan.Rounds, checkedPlan.TotalRounds));
        foreach (var notice in checkedPlan.Notices) progressBoard.Report(new CompareProgress.Warned(notice));

        var reports = new List<WorkloadReport>();
        foreach (var name in checkedPlan.Workloads)
            reports.Add(await RunWorkloadAsync(checkedPlan, name, progressBoard, cancellationToken));
        return new()
        {
            Machine = MachineInfo.Read(),
            Seed = plan.Seed,
            Rounds = plan.Rounds,
            TookSeconds = clock.Elapsed.TotalSeconds,
            Notices = checkedPlan.Notices,
            Workloads = reports,
            Summary = Summaries.Of(checkedPlan.Models, reports),
        };
    }

    private async Task<WorkloadReport> RunWorkloadAsync(
        CheckedPlan plan, string name, ProgressBoard progress, CancellationToken cancellationToken)
    {
        var workload = WorkloadTable.Find(name, plan.Method);
        await using var work = await workload.PlanAsync(RequestOf(plan), cancellationToken);
        progress.Report(new CompareProgress.WorkloadStarted(name, work.Count, work.Input));
        var run = new WorkloadRun(plan, workload, work, new RoundLauncher(_program), progress);
        var report = await run.RunAsync(cancellationToken);
        progress.Report(new CompareProgress.WorkloadEnded(report));
        return report;
    }

    private WorkRequest RequestOf(CheckedPlan plan) => new()
    {
        Inputs = plan.Source.Inputs,
        Seed = plan.Source.Seed,
        Method = plan.Method,
        FetchTimeout = plan.Source.FetchTimeout,
        Connections = plan.Source.Connections,
        Rate = plan.Source.Rate,
        Program = _program,
    };
}
