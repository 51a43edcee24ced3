using Trama.Jobs.Compare.Judging;

namespace Trama.Jobs.Compare;

/// <summary>Checks all that can be checked without looking at any input.</summary>
internal static class PlanCheck
{
    /// <exception cref="JobException">TRM0701 to TRM0707.</exception>
    public static CheckedPlan Check(ComparePlan plan)
    {
        if (plan.Rounds is < ComparePlan.MinRounds or > ComparePlan.MaxRounds)
            throw JobErrors.RoundsOutOfRange(plan.Rounds, ComparePlan.MinRounds, ComparePlan.MaxRounds);
        if (plan.Workers is < 1 or > ComparePlan.MaxWorkers)
            throw JobErrors.WorkersOutOfRange(plan.Workers.Value, 1, ComparePlan.MaxWorkers);
        return new()
        {
            Source = plan,
            Workloads = WorkloadsOf(plan),
            Models = ModelsOf(plan.Models),
            Method = plan.Method is { } method ? MethodOf(method) : null,
            Notices = NoticesOf(plan.Rounds),
        };
    }

    private static IReadOnlyList<string> WorkloadsOf(ComparePlan plan)
    {
        foreach (var workload in plan.Workloads)
            if (!WorkloadNames.All.Contains(workload)) throw JobErrors.UnknownWorkload(workload, WorkloadNames.All);
        if (plan.Method is { } method)
            return plan.Workloads.Count == 0 ? [WorkloadNames.Method] : throw JobErrors.MethodBesideWorkload(method.Method, plan.Workloads[0]);
        if (plan.Inputs.Count > 0 && plan.Workloads.Count != 1) throw JobErrors.InputsWithoutWorkload(plan.Inputs[0], WorkloadNames.All);
        return plan.Workloads.Count > 0 ? [.. plan.Workloads.Distinct()] : WorkloadNames.Default;
    }

    private static IReadOnlyList<string> ModelsOf(IReadOnlyList<string> models)
    {
        foreach (var model in models)
            if (!ModelNames.All.Contains(model)) throw JobErrors.UnknownModel(model, ModelNames.All);
        return models.Count > 0 ? [.. ModelNames.All.Where(models.Contains)] : ModelNames.All;
    }

    private static UserMethodPlan MethodOf(UserMethodPlan method)
    {
        foreach (var (part, name) in new[] { (method.Assembly, "assembly"), (method.Method, "method"), (method.InputsFile, "inputs") })
            if (string.IsNullOrEmpty(part)) throw JobErrors.MethodIncomplete(name);
        return method with { Assembly = Path.GetFullPath(method.Assembly) };
    }

    private static IReadOnlyList<Notice> NoticesOf(int rounds)
        => rounds >= Median.LeastForInterval
            ? []
            : [Notices.Create(Notices.FewRounds, ("rounds", rounds), ("needed", Median.LeastForInterval))];
}
