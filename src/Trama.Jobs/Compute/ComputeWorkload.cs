using Trama.Jobs.Compare;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Compute;

/// <summary>Primes in ranges: what a model makes of calls that need nothing but the processor.</summary>
internal sealed class ComputeWorkload : Workload
{
    public override string Name => WorkloadNames.Compute;

    public override bool Waits => false;

    public override Task<PlannedWork> PlanAsync(WorkRequest request, CancellationToken cancellationToken)
        => Task.FromResult(ComputePlanner.Plan(request));

    public override IAsyncEnumerable<string> Map(
        Executor executor, string model, IReadOnlyList<string> items, MapOptions options, CancellationToken cancellationToken)
        => executor.MapAsync(items.Select(PrimeRange.Parse), ComputeFunctions.CountPrimes, options, cancellationToken);
}
