namespace Trama.Jobs.Compare;

/// <summary>One workload under every model.</summary>
internal sealed record WorkloadReport
{
    /// <summary>One of <see cref="WorkloadNames"/>.</summary>
    public required string Workload { get; init; }

    /// <summary>Items (calls) per round.</summary>
    public required int Items { get; init; }

    /// <summary>What the inputs were.</summary>
    public required Notice Input { get; init; }

    /// <summary>The model that speed-ups refer to: inline, else the slowest that ran; null when none ran.</summary>
    public required string? Baseline { get; init; }

    /// <summary>Every model asked for, the cheapest first, also those left out or failed.</summary>
    public required IReadOnlyList<ModelReport> Models { get; init; }

    /// <summary>What a reader should know besides.</summary>
    public IReadOnlyList<Notice> Remarks { get; init; } = [];

    /// <summary>The verdict.</summary>
    public required Recommendation Recommendation { get; init; }
}
