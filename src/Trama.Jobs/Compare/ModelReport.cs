using Trama.Jobs.Connections;

namespace Trama.Jobs.Compare;

/// <summary>One model on one workload. Measured values are null unless <see cref="Status"/> is <see cref="ModelStatus.Ok"/>.</summary>
internal sealed record ModelReport
{
    /// <summary>One of <see cref="ModelNames"/>.</summary>
    public required string Model { get; init; }

    public required ModelStatus Status { get; init; }

    /// <summary>Why it was left out or failed; null when ok.</summary>
    public Notice? Reason { get; init; }

    /// <summary>Workers: 1 for inline and async, else threads or processes.</summary>
    public int? Workers { get; init; }

    /// <summary>How many items were in flight at most.</summary>
    public int? InFlight { get; init; }

    /// <summary>Seconds from the first item asked for to the last result, the start-up not included.</summary>
    public Spread? Wall { get; init; }

    /// <summary>This model's wall time over the fastest model's, paired within each round; for the fastest itself 1.</summary>
    public Spread? Ratio { get; init; }

    /// <summary>Median processor seconds of a round's measured run, own and worker processes.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>Median over the rounds of the peak memory, own and worker processes together; an upper bound, see <see cref="RoundMeasure.PeakBytes"/>.</summary>
    public long? PeakBytes { get; init; }

    /// <summary>Median context switches (voluntary and not) of a round.</summary>
    public long? ContextSwitches { get; init; }

    /// <summary>Median seconds until every worker was ready.</summary>
    public double? StartupSeconds { get; init; }

    /// <summary>Median microseconds of a call that does nothing, there and back.</summary>
    public double? CallMicroseconds { get; init; }

    /// <summary>Items over the median wall time.</summary>
    public double? ItemsPerSecond { get; init; }

    /// <summary>The baseline's wall time over this model's: the median of the ratios paired within each round.</summary>
    public double? Speedup { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 over the items' results in input order; the same for all models.</summary>
    public string? Checksum { get; init; }

    /// <summary>Medians of what the workload connections measures besides; null for the others.</summary>
    public ConnectionsMeasure? Connections { get; init; }

    /// <summary>The model's other forms, where the workload has some.</summary>
    public IReadOnlyList<VariantReport> Variants { get; init; } = [];

    /// <summary>Every raw value, by round; empty unless ok or failed after some rounds.</summary>
    public IReadOnlyList<RoundMeasure> Rounds { get; init; } = [];
}
