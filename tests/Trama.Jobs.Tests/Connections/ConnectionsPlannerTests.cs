using Trama.Jobs.Compare;
using Trama.Jobs.Connections;

namespace Trama.Jobs.Tests.Connections;

public sealed class ConnectionsPlannerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Inputs_are_refused_since_it_makes_its_own()
    {
        var error = await Assert.ThrowsAsync<JobException>(() => ConnectionsPlanner.PlanAsync(Requests.For("10"), Token));
        Assert.Equal("TRM0755", error.Id);
    }

    [Fact]
    public async Task More_than_the_machine_holds_is_refused_with_what_it_holds()
    {
        var request = Requests.For() with { Connections = ComparePlan.MaxConnections };
        var error = await Assert.ThrowsAsync<JobException>(() => ConnectionsPlanner.PlanAsync(request, Token));
        Assert.Equal("TRM0756", error.Id);
        Assert.InRange((long)error.Details["most"], 1, ComparePlan.MaxConnections);
    }

    [Fact]
    public async Task A_client_that_does_not_start_is_told_so()
    {
        var request = Requests.For() with { Program = new("/bin/sh", ["-c", "echo no >&2; exit 3"]) };
        var error = await Assert.ThrowsAsync<JobException>(() => ConnectionsPlanner.PlanAsync(request, Token));
        Assert.Equal(("TRM0757", "no"), (error.Id, error.Details["why"]));
    }

    [Fact]
    public async Task Plan_counts_round_trips_and_leaves_out_what_serves_one_at_a_time()
    {
        await using var work = await ConnectionsPlanner.PlanAsync(Requests.For() with { Connections = 1500, Rate = 7 }, Token);
        var setup = ConnectionsSetup.Parse(Assert.Single(work.Items));
        Assert.Equal((1500, 7, work.Count), (setup.Connections, setup.Rate, setup.RoundTrips));
        Assert.Equal(setup, ConnectionsSetup.Parse(setup.ToString()));
        Assert.Equal(Notices.OneConnectionAtATime, work.LeftOut[ModelNames.Inline].Code);
        Assert.Equal(Notices.ThreadsCapped, Assert.Single(work.Remarks).Code);
    }
}
