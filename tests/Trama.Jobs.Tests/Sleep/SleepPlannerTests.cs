using Trama.Jobs.Sleep;

namespace Trama.Jobs.Tests.Sleep;

public sealed class SleepPlannerTests
{
    [Fact]
    public void Default_waits_follow_from_the_seed()
    {
        var first = SleepPlanner.Plan(Requests.For());
        Assert.Equal(first.Items, SleepPlanner.Plan(Requests.For()).Items);
        Assert.NotEqual(first.Items, SleepPlanner.Plan(Requests.For() with { Seed = 2 }).Items);
        Assert.Equal(100, first.Items.Count);
        Assert.Equal(Notices.SleepInput, first.Input.Code);
    }

    [Fact]
    public void Default_waits_take_inline_under_a_second()
        => Assert.InRange((long)SleepPlanner.Plan(Requests.For()).Input.Details["totalMs"], 300, 900);

    [Fact]
    public void Given_waits_keep_their_order()
    {
        var work = SleepPlanner.Plan(Requests.For("30", "10", "0"));
        Assert.Equal(["30", "10", "0"], work.Items);
        Assert.Equal((0L, 30L, 40L), (work.Input.Details["lowMs"], work.Input.Details["highMs"], work.Input.Details["totalMs"]));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("ten")]
    [InlineData("")]
    [InlineData("60001")]
    [InlineData("99999999999")]
    public void What_is_no_wait_is_named(string input)
    {
        var error = Assert.Throws<JobException>(() => SleepPlanner.Plan(Requests.For("5", input)));
        Assert.Equal(("TRM0710", input), (error.Id, error.Details["input"]));
    }

    [Fact]
    public async Task Both_forms_of_waiting_return_the_same_text()
        => Assert.Equal(SleepFunctions.Wait(1), await SleepFunctions.WaitAsync(1));
}
