namespace Trama.Jobs.Compare.Judging;

/// <summary>Draws the workloads together: for each model what it was best at and what it cost.</summary>
internal static class Summaries
{
    public static IReadOnlyList<ModelSummary> Of(IReadOnlyList<string> models, IReadOnlyList<WorkloadReport> workloads)
        => [.. models.Select(model => Of(model, workloads))];

    private static ModelSummary Of(string model, IReadOnlyList<WorkloadReport> workloads)
    {
        var summary = new ModelSummary
        {
            Model = model,
            BestAt = [.. workloads.Where(workload => workload.Recommendation is { Clear: true } verdict && verdict.Model == model).Select(Name)],
            ReachesBestAt = [.. workloads.Where(workload => Row(workload, model)?.Ratio is { } ratio && Judge.Reaches(ratio)).Select(Name)],
        };
        var rows = workloads.Select(workload => (Workload: workload, Row: Row(workload, model))).Where(pair => pair.Row is not null).ToArray();
        return rows.Length == 0 ? summary : WithCosts(summary, rows!);
    }

    private static ModelSummary WithCosts(ModelSummary summary, (WorkloadReport Workload, ModelReport Row)[] rows)
    {
        var top = rows.MaxBy(pair => pair.Row.Speedup);
        return summary with
        {
            MeanSpeedup = Math.Exp(rows.Average(pair => Math.Log(Math.Max(pair.Row.Speedup!.Value, 1e-9)))),
            TopSpeedup = top.Row.Speedup,
            TopSpeedupAt = top.Workload.Workload,
            CpuSeconds = rows.Sum(pair => pair.Row.CpuSeconds),
            CpuRatio = CpuRatio(rows),
            PeakBytes = rows.Max(pair => pair.Row.PeakBytes),
            CallMicroseconds = Median.Of(rows.Select(pair => pair.Row.CallMicroseconds!.Value)),
            StartupSeconds = Median.Of(rows.Select(pair => pair.Row.StartupSeconds!.Value)),
        };
    }

    // Every workload has a baseline as soon as one model ran on it, and these rows did.
    private static double? CpuRatio((WorkloadReport Workload, ModelReport Row)[] rows)
    {
        var baseline = rows.Sum(pair => Row(pair.Workload, pair.Workload.Baseline!)!.CpuSeconds!.Value);
        return baseline > 0 ? rows.Sum(pair => pair.Row.CpuSeconds!.Value) / baseline : null;
    }

    private static ModelReport? Row(WorkloadReport workload, string model)
        => workload.Models.FirstOrDefault(row => row.Model == model && row.Status == ModelStatus.Ok);

    private static string Name(WorkloadReport workload) => workload.Workload;
}
