using Trama.Jobs.Compare;

namespace Trama.Jobs.Tests.Connections;

public sealed class ConnectionsWorkloadTests
{
    [Fact]
    public async Task Every_model_that_can_holds_its_connections_and_answers_the_same()
    {
        var plan = new ComparePlan
        {
            Workloads = ["connections"],
            Models = ["inline", "async", "gil", "processes"],
            Connections = 60,
            Rate = 300,
            Rounds = 1,
            Workers = 20,
        };
        var report = await new CompareEngine(Requests.Program).RunAsync(plan, null, TestContext.Current.CancellationToken);

        var models = Assert.Single(report.Workloads).Models.ToDictionary(model => model.Model);
        Assert.Equal(ModelStatus.LeftOut, models["inline"].Status);
        ModelReport[] ran = [.. models.Values.Where(model => model.Status == ModelStatus.Ok)];
        Assert.Equal(["async", "gil", "processes"], ran.Select(model => model.Model));
        Assert.Single(ran.Select(model => model.Checksum).Distinct());
        Assert.Equal([60, 20, 60], ran.Select(model => model.Connections!.Held));
        Assert.All(ran, model => Assert.InRange(model.Connections!.P50Seconds, 1e-6, model.Connections.P99Seconds));
        Assert.All(ran, model => Assert.Equal(300, model.Connections!.RatePerSecond));

        var variant = Assert.Single(models["async"].Variants);
        Assert.Equal(("runtime-io", 60), (variant.Variant, variant.Connections!.Held));
        Assert.Single(variant.Rounds);
    }
}
