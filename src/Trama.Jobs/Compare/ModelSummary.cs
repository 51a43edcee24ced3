namespace Trama.Jobs.Compare;

/// <summary>One model over all workloads: what the user came for. Values are null where the model never ran.</summary>
internal sealed record ModelSummary
{
    public required string Model { get; init; }

    /// <summary>Workloads on which it is recommended.</summary>
    public required IReadOnlyList<string> BestAt { get; init; }

    /// <summary>Workloads on which it reaches the fastest (its paired interval includes it), recommended or not.</summary>
    public required IReadOnlyList<string> ReachesBestAt { get; init; }

    /// <summary>Geometric mean of its speed-ups over the workloads it ran.</summary>
    public double? MeanSpeedup { get; init; }

    /// <summary>Its greatest speed-up.</summary>
    public double? TopSpeedup { get; init; }

    /// <summary>On which workload.</summary>
    public string? TopSpeedupAt { get; init; }

    /// <summary>Its processor seconds over the baseline's, summed over the workloads that both ran.</summary>
    public double? CpuRatio { get; init; }

    /// <summary>Sum of the median processor seconds.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>The greatest of its peaks.</summary>
    public long? PeakBytes { get; init; }

    /// <summary>The median of its empty calls' times.</summary>
    public double? CallMicroseconds { get; init; }

    /// <summary>The median of its start-ups.</summary>
    public double? StartupSeconds { get; init; }
}
