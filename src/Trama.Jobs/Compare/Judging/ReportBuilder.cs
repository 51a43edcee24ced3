using Trama.Jobs.Connections;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Compare.Judging;

/// <summary>Turns the raw rounds of one workload into its report.</summary>
internal static class ReportBuilder
{
    public static WorkloadReport Build(string workload, PlannedWork work, IReadOnlyList<ModelRuns> models)
        => Build(workload, work.Count, work.Input, models) with { Remarks = work.Remarks };

    public static WorkloadReport Build(string workload, int items, Notice input, IReadOnlyList<ModelRuns> models)
    {
        var walls = models.Where(model => model.Status == ModelStatus.Ok).ToDictionary(model => model.Model, model => model.Walls);
        var baseline = Baseline(walls);
        return new()
        {
            Workload = workload,
            Items = items,
            Input = input,
            Baseline = baseline,
            Models = [.. models.Select(model => Report(model, items, walls, baseline))],
            Recommendation = Judge.Decide(walls),
        };
    }

    /// <summary>Inline where it ran, for it is the same work with nothing around it; else the slowest, so that no speed-up is below 1.</summary>
    private static string? Baseline(Dictionary<string, IReadOnlyList<double>> walls)
        => walls.ContainsKey(ModelNames.Inline)
            ? ModelNames.Inline
            : walls.Keys.OrderByDescending(model => Median.Of(walls[model])).ThenBy(ModelNames.CostOf).FirstOrDefault();

    private static ModelReport Report(
        ModelRuns runs, int items, Dictionary<string, IReadOnlyList<double>> walls, string? baseline)
    {
        var report = new ModelReport
        {
            Model = runs.Model,
            Status = runs.Status,
            Reason = runs.Reason,
            Rounds = [.. runs.Rounds],
        };
        return runs.Status == ModelStatus.Ok ? WithMeasures(report, runs, items, walls, baseline!) : report;
    }

    private static ModelReport WithMeasures(
        ModelReport report, ModelRuns runs, int items, Dictionary<string, IReadOnlyList<double>> walls, string baseline)
    {
        var wall = Median.SpreadOf(runs.Walls);
        return report with
        {
            Workers = runs.Workers,
            InFlight = runs.InFlight,
            Wall = wall,
            Ratio = PairedRatios.Of(runs.Walls, walls[Judge.Best(walls)]),
            CpuSeconds = Median.Of(runs.Rounds.Select(round => round.CpuSeconds)),
            PeakBytes = (long)Median.Of(runs.Rounds.Select(round => (double)round.PeakBytes)),
            ContextSwitches = Switches(runs.Rounds),
            StartupSeconds = Median.Of(runs.Rounds.Select(round => round.StartupSeconds)),
            CallMicroseconds = Median.Of(runs.Rounds.Select(round => round.CallMicroseconds)),
            ItemsPerSecond = items / Math.Max(wall.Median, 1e-9),
            Speedup = PairedRatios.Of(walls[baseline], runs.Walls).Median,
            Checksum = runs.Checksum,
            Connections = ConnectionsMeasure.MedianOf(runs.Rounds.Select(round => round.Connections)),
            Variants = [.. runs.Variants.Select(Variant)],
        };
    }

    private static VariantReport Variant((string Variant, List<RoundMeasure> Rounds) runs) => new()
    {
        Variant = runs.Variant,
        Wall = Median.SpreadOf([.. runs.Rounds.Select(round => round.WallSeconds)]),
        CpuSeconds = Median.Of(runs.Rounds.Select(round => round.CpuSeconds)),
        Connections = ConnectionsMeasure.MedianOf(runs.Rounds.Select(round => round.Connections)),
        Rounds = runs.Rounds,
    };

    private static long? Switches(List<RoundMeasure> rounds)
        => rounds.Any(round => round.VoluntarySwitches is null || round.InvoluntarySwitches is null)
            ? null
            : (long)Median.Of(rounds.Select(round => (double)(round.VoluntarySwitches!.Value + round.InvoluntarySwitches!.Value)));
}
