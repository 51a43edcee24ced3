using Trama.Jobs.Connections;

namespace Trama.Jobs.Compare;

/// <summary>Another form of a model, measured beside it in every round. It is shown, and not judged.</summary>
internal sealed record VariantReport
{
    /// <summary>Its name, one of the workload's.</summary>
    public required string Variant { get; init; }

    /// <summary>As <see cref="ModelReport.Wall"/>.</summary>
    public required Spread Wall { get; init; }

    /// <summary>As <see cref="ModelReport.CpuSeconds"/>.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>As <see cref="ModelReport.Connections"/>.</summary>
    public ConnectionsMeasure? Connections { get; init; }

    /// <summary>Every raw value, by round.</summary>
    public required IReadOnlyList<RoundMeasure> Rounds { get; init; }
}
