using Trama.Jobs.Compare;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Fetch;

/// <summary>GET of URLs: waiting for others, then a little computing.</summary>
internal sealed class FetchWorkload : Workload
{
    public override string Name => WorkloadNames.Fetch;

    public override bool Waits => true;

    public override Task<PlannedWork> PlanAsync(WorkRequest request, CancellationToken cancellationToken)
        => FetchPlanner.PlanAsync(request, cancellationToken);

    public override IAsyncEnumerable<string> Map(
        Executor executor, string model, IReadOnlyList<string> items, MapOptions options, CancellationToken cancellationToken)
    {
        var pages = items.Select(FetchItem.Parse);
        return model == ModelNames.Async
            ? executor.MapAsync(pages, FetchFunctions.GetAsync, options, cancellationToken)
            : executor.MapAsync(pages, FetchFunctions.Get, options, cancellationToken);
    }
}
