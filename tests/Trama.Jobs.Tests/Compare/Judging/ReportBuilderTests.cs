using Trama.Jobs.Compare;
using Trama.Jobs.Compare.Judging;

namespace Trama.Jobs.Tests.Compare.Judging;

public sealed class ReportBuilderTests
{
    private static readonly Notice Why = Notices.Create(Notices.MethodTakesNoLock, ("method", "A.B.C"));

    [Fact]
    public void Inline_is_the_baseline_where_it_ran()
    {
        var report = Build(Ran("inline", 2), Ran("threads", 1), Ran("processes", 4));
        Assert.Equal("inline", report.Baseline);
        Assert.Equal([1.0, 2.0, 0.5], report.Models.Select(model => model.Speedup!.Value));
    }

    [Fact]
    public void The_slowest_is_the_baseline_where_inline_did_not_run()
    {
        var report = Build(Ran("async", 2), Ran("threads", 1), Ran("processes", 4));
        Assert.Equal("processes", report.Baseline);
        Assert.Equal([2.0, 4.0, 1.0], report.Models.Select(model => model.Speedup!.Value));
    }

    [Fact]
    public void Left_out_and_failed_models_keep_their_rows_and_reasons_and_measure_nothing()
    {
        var failed = Ran("processes", 1);
        (failed.Status, failed.Reason) = (ModelStatus.Failed, Why);
        var report = Build(Ran("inline", 2), new ModelRuns("gil", 1, 1) { Status = ModelStatus.LeftOut, Reason = Why }, failed);

        Assert.Equal(["inline", "gil", "processes"], report.Models.Select(model => model.Model));
        Assert.All(report.Models.Skip(1), model => Assert.Null(model.Wall));
        Assert.All(report.Models.Skip(1), model => Assert.Null(model.Speedup));
        Assert.All(report.Models.Skip(1), model => Assert.Same(Why, model.Reason));
        Assert.Equal(7, report.Models[2].Rounds.Count);
        Assert.Equal(Notices.OnlyModel, report.Recommendation.Reason!.Code);
    }

    [Fact]
    public void No_model_that_ran_leaves_everything_null()
    {
        var report = Build(new ModelRuns("gil", 1, 1) { Status = ModelStatus.LeftOut, Reason = Why });
        Assert.Null(report.Baseline);
        Assert.Null(report.Recommendation.Model);
    }

    [Fact]
    public void Items_per_second_are_over_the_median_and_costs_are_medians()
    {
        var row = Build(Ran("inline", 2), Ran("threads", 0.5)).Models[1];
        Assert.Equal(20, row.ItemsPerSecond);
        Assert.Equal(0.25, row.CpuSeconds);
        Assert.Equal(1000, row.PeakBytes);
        Assert.Equal(30, row.ContextSwitches);
        Assert.Equal(0.1, row.StartupSeconds);
        Assert.Equal(5, row.CallMicroseconds);
        Assert.Equal("abc", row.Checksum);
    }

    [Fact]
    public void Unknown_context_switches_stay_unknown()
    {
        var runs = Ran("threads", 1);
        runs.Rounds[3] = runs.Rounds[3] with { InvoluntarySwitches = null };
        Assert.Null(Build(Ran("inline", 1), runs).Models[1].ContextSwitches);
    }

    [Fact]
    public void Summary_says_what_each_model_was_best_at_and_what_it_cost()
    {
        WorkloadReport[] workloads =
        [
            Build(Ran("inline", 8), Ran("threads", 1), Ran("processes", 1)),
            Build(Ran("inline", 2), Ran("threads", 1)) with { Workload = "compute" },
        ];
        var summary = Summaries.Of(["inline", "threads", "processes", "gil"], workloads);

        Assert.Equal(["files", "compute"], summary[1].BestAt);
        Assert.Empty(summary[2].BestAt);
        Assert.Equal(["files"], summary[2].ReachesBestAt);
        Assert.Equal(4.0, summary[1].MeanSpeedup!.Value, 9);
        Assert.Equal((8.0, "files"), (summary[1].TopSpeedup!.Value, summary[1].TopSpeedupAt));
        Assert.Equal(1.0, summary[1].CpuSeconds!.Value, 9);
        Assert.Equal(0.2, summary[1].CpuRatio!.Value, 9);
        Assert.Null(summary[3].MeanSpeedup);
        Assert.Null(summary[3].PeakBytes);
    }

    private static WorkloadReport Build(params ModelRuns[] models)
        => ReportBuilder.Build("files", 10, Notices.Create(Notices.FilesInput), models);

    private static ModelRuns Ran(string model, double wall)
    {
        var runs = new ModelRuns(model, 2, 32) { Checksum = "abc" };
        for (var round = 1; round <= 7; round++)
        {
            runs.Rounds.Add(new()
            {
                Round = round,
                Order = 1,
                WallSeconds = wall,
                CpuSeconds = wall / 2,
                PeakBytes = 1000,
                VoluntarySwitches = 10,
                InvoluntarySwitches = 20,
                StartupSeconds = 0.1,
                CallMicroseconds = 5,
            });
        }

        return runs;
    }
}
