using Trama.Jobs.Compare;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Files;

/// <summary>SHA-256 of files: reading and computing by turns, on real data.</summary>
internal sealed class FilesWorkload : Workload
{
    public override string Name => WorkloadNames.Files;

    public override bool Waits => false;

    public override Task<PlannedWork> PlanAsync(WorkRequest request, CancellationToken cancellationToken)
        => Task.Run(() => FilesPlanner.Plan(request, cancellationToken), cancellationToken);

    public override IAsyncEnumerable<string> Map(
        Executor executor, string model, IReadOnlyList<string> items, MapOptions options, CancellationToken cancellationToken)
        => executor.MapAsync(items, FilesFunctions.Hash, options, cancellationToken);
}
