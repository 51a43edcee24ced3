using Trama.Jobs.Compare;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Method;

/// <summary>The user's own method, once per line of a file.</summary>
internal sealed class MethodWorkload(UserMethodPlan plan) : Workload
{
    public override string Name => WorkloadNames.Method;

    // Nobody knows what it does; one worker per core is what suits most, and the user can say more.
    public override bool Waits => false;

    public override Task<PlannedWork> PlanAsync(WorkRequest request, CancellationToken cancellationToken)
        => Task.Run(() => MethodPlanner.Plan(plan), cancellationToken);

    public override IAsyncEnumerable<string> Map(
        Executor executor, string model, IReadOnlyList<string> items, MapOptions options, CancellationToken cancellationToken)
    {
        var calls = items.Select(text => new MethodItem(plan.Assembly, plan.Method, text));
        return UserMethod.Find(plan.Assembly, plan.Method).IsAsync
            ? executor.MapAsync(calls, MethodFunctions.CallAsync, options, cancellationToken)
            : executor.MapAsync(calls, MethodFunctions.Call, options, cancellationToken);
    }
}
