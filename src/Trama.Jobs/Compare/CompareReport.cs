namespace Trama.Jobs.Compare;

/// <summary>What <see cref="CompareEngine.RunAsync"/> returns: data only, seconds and bytes.</summary>
internal sealed record CompareReport
{
    public required MachineInfo Machine { get; init; }

    /// <summary>The seed that was used.</summary>
    public required int Seed { get; init; }

    /// <summary>Rounds asked for.</summary>
    public required int Rounds { get; init; }

    /// <summary>How long everything took, seconds.</summary>
    public required double TookSeconds { get; init; }

    /// <summary>Warnings, such as too few rounds.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }

    /// <summary>In the order they ran.</summary>
    public required IReadOnlyList<WorkloadReport> Workloads { get; init; }

    /// <summary>One per model asked for, the cheapest first: what each was best at and what it cost over all workloads.</summary>
    public required IReadOnlyList<ModelSummary> Summary { get; init; }

    /// <summary>Whether some model failed in some workload: the caller's exit code is then 1.</summary>
    public bool SomeFailed => Workloads.Any(workload => workload.Models.Any(model => model.Status == ModelStatus.Failed));
}
