namespace Trama.Jobs.Compare.Judging;

/// <summary>What happened to one model on one workload, as the rounds left it.</summary>
internal sealed record ModelRuns(string Model, int Workers, int InFlight)
{
    /// <summary>The rounds that ran.</summary>
    public List<RoundMeasure> Rounds { get; } = [];

    /// <summary>Lower-case hexadecimal, once a round ran.</summary>
    public string? Checksum { get; set; }

    /// <summary>Why the model was left out or failed.</summary>
    public Notice? Reason { get; set; }

    public ModelStatus Status { get; set; } = ModelStatus.Ok;

    public IReadOnlyList<double> Walls => [.. Rounds.Select(round => round.WallSeconds)];
}
