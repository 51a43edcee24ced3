using Trama.Jobs.Compare;
using Trama.Jobs.Compare.Rounds;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Connections;

/// <summary>Thousands of connections to a server, most of which wait at any moment. The model is the server's; its rounds serve.</summary>
internal sealed class ConnectionsWorkload : Workload
{
    /// <summary>The form of async whose sockets wait on .NET's own threads.</summary>
    public const string RuntimeIO = "runtime-io";

    public override string Name => WorkloadNames.Connections;

    public override bool Waits => true;

    public override Task<PlannedWork> PlanAsync(WorkRequest request, CancellationToken cancellationToken)
        => ConnectionsPlanner.PlanAsync(request, cancellationToken);

    public override IReadOnlyList<string> VariantsOf(string model)
        => model == ModelNames.Async && OperatingSystem.IsLinux() ? [RuntimeIO] : [];

    public override ModelSizes SizesOf(string model, PlannedWork work, int? asked, int cores)
    {
        var connections = ConnectionsSetup.Parse(work.Items[0]).Connections;
        return model switch
        {
            ModelNames.Async => new(1, connections),
            ModelNames.Threads => ThreadEach(ConnectionsPlanner.MostThreads),
            ModelNames.Gil => ThreadEach(ConnectionsPlanner.MostLocked),
            _ => new(Math.Min(connections, asked ?? cores), connections),
        };

        ModelSizes ThreadEach(int most)
        {
            var threads = Math.Min(connections, asked ?? most);
            return new(threads, threads);
        }
    }

    public override Task<RoundResult> RunRoundAsync(RoundSpec spec, CancellationToken cancellationToken)
        => ConnectionsRound.RunAsync(spec, cancellationToken);

    public override IAsyncEnumerable<string> Map(
        Executor executor, string model, IReadOnlyList<string> items, MapOptions options, CancellationToken cancellationToken)
        => throw new NotSupportedException("A round of connections serves; it maps nothing.");
}
