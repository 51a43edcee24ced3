using System.Globalization;
using Trama.Jobs.Compare;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Sleep;

/// <summary>Many waits: what a model makes of calls that need no processor at all.</summary>
internal sealed class SleepWorkload : Workload
{
    public override string Name => WorkloadNames.Sleep;

    public override bool Waits => true;

    public override Task<PlannedWork> PlanAsync(WorkRequest request, CancellationToken cancellationToken)
        => Task.FromResult(SleepPlanner.Plan(request));

    public override IAsyncEnumerable<string> Map(
        Executor executor, string model, IReadOnlyList<string> items, MapOptions options, CancellationToken cancellationToken)
    {
        var waits = items.Select(item => int.Parse(item, CultureInfo.InvariantCulture));
        return model == ModelNames.Async
            ? executor.MapAsync(waits, SleepFunctions.WaitAsync, options, cancellationToken)
            : executor.MapAsync(waits, SleepFunctions.Wait, options, cancellationToken);
    }
}
