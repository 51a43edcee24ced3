using Trama.Jobs.Compare;

namespace Trama.Jobs.Tests.Compare;

public sealed class RoundOrderTests
{
    [Fact]
    public void Same_seed_same_order_wherever_it_runs()
        => Assert.Equal("threads,processes,async,gil,inline", string.Join(',', RoundOrder.Of(ModelNames.All, 1, "sleep", 1)));

    [Fact]
    public void Every_model_runs_once_in_each_round()
        => Assert.All(Enumerable.Range(1, 50), round => Assert.Equal(ModelNames.All.Order(), RoundOrder.Of(ModelNames.All, 3, "files", round).Order()));

    [Fact]
    public void Every_model_comes_first_sometimes()
        => Assert.Equal(5, Enumerable.Range(1, 60).Select(round => RoundOrder.Of(ModelNames.All, 1, "files", round)[0]).Distinct().Count());

    [Fact]
    public void Seed_workload_and_round_each_change_the_orders()
    {
        var orders = Orders(1, "files");
        Assert.NotEqual(orders, Orders(2, "files"));
        Assert.NotEqual(orders, Orders(1, "fetch"));
        Assert.True(orders.Distinct().Count() > 10);
    }

    private static string[] Orders(int seed, string workload)
        => [.. Enumerable.Range(1, 20).Select(round => string.Join(',', RoundOrder.Of(ModelNames.All, seed, workload, round)))];
}
