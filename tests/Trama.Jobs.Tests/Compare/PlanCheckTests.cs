using Trama.Jobs.Compare;

namespace Trama.Jobs.Tests.Compare;

public sealed class PlanCheckTests
{
    [Fact]
    public void No_workload_means_all_of_them_under_all_models()
    {
        var plan = PlanCheck.Check(new());
        Assert.Equal(["sleep", "compute", "files", "fetch"], plan.Workloads);
        Assert.Equal(["inline", "async", "threads", "gil", "processes"], plan.Models);
        Assert.Equal(140, plan.TotalRounds);
        Assert.Empty(plan.Notices);
    }

    [Fact]
    public void Models_are_sorted_by_cost_and_run_once()
        => Assert.Equal(["inline", "processes"], PlanCheck.Check(new() { Models = ["processes", "inline", "processes"] }).Models);

    [Fact]
    public void Unknown_workload_names_itself_and_the_known_ones()
    {
        var error = Fails(new() { Workloads = ["sleeep"] });
        Assert.Equal(("TRM0701", JobErrorKind.Usage, "sleeep"), (error.Id, error.Kind, error.Details["workload"]));
        Assert.Equal(WorkloadNames.All, error.Details["known"]);
    }

    [Theory]
    [InlineData("cluster")]
    [InlineData("Threads")]
    [InlineData("")]
    public void Unknown_model_is_refused(string model) => Assert.Equal("TRM0702", Fails(new() { Models = ["inline", model] }).Id);

    [Fact]
    public void Inputs_need_exactly_one_workload()
    {
        Assert.Equal("TRM0703", Fails(new() { Inputs = ["5"] }).Id);
        Assert.Equal("TRM0703", Fails(new() { Inputs = ["5"], Workloads = ["sleep", "compute"] }).Id);
        Assert.Equal(["sleep"], PlanCheck.Check(new() { Inputs = ["5"], Workloads = ["sleep"] }).Workloads);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-7)]
    [InlineData(1001)]
    public void Rounds_out_of_range_are_refused(int rounds) => Assert.Equal("TRM0704", Fails(new() { Rounds = rounds }).Id);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(513)]
    public void Workers_out_of_range_are_refused(int workers) => Assert.Equal("TRM0705", Fails(new() { Workers = workers }).Id);

    [Fact]
    public void Fewer_than_six_rounds_are_warned_of()
    {
        var notice = Assert.Single(PlanCheck.Check(new() { Rounds = 5 }).Notices);
        Assert.Equal((Notices.FewRounds, 5L, 6L), (notice.Code, notice.Details["rounds"], notice.Details["needed"]));
        Assert.Empty(PlanCheck.Check(new() { Rounds = 6 }).Notices);
    }

    [Theory]
    [InlineData("", "A.B.C", "lines.txt", "assembly")]
    [InlineData("App.dll", "", "lines.txt", "method")]
    [InlineData("App.dll", "A.B.C", "", "inputs")]
    public void A_method_needs_all_three_parts(string assembly, string method, string inputs, string missing)
    {
        var error = Fails(new() { Method = new(assembly, method, inputs) });
        Assert.Equal(("TRM0706", missing), (error.Id, error.Details["missing"]));
    }

    [Fact]
    public void A_method_is_a_workload_by_itself()
    {
        Assert.Equal("TRM0707", Fails(new() { Method = new("App.dll", "A.B.C", "lines.txt"), Workloads = ["sleep"] }).Id);
        var plan = PlanCheck.Check(new() { Method = new("App.dll", "A.B.C", "lines.txt") });
        Assert.Equal(["method"], plan.Workloads);
        Assert.True(Path.IsPathFullyQualified(plan.Method!.Assembly));
    }

    private static JobException Fails(ComparePlan plan) => Assert.Throws<JobException>(() => PlanCheck.Check(plan));
}
