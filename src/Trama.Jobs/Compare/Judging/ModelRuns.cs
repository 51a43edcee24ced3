namespace Trama.Jobs.Compare.Judging;

/// <summary>What happened to one model on one workload, as the rounds left it.</summary>
internal sealed record ModelRuns(string Model, int Workers, int InFlight)
{
    /// <summary>The rounds that ran.</summary>
    public List<RoundMeasure> Rounds { get; } = [];

    /// <summary>The rounds of the model's other forms, in the order in which they were first run.</summary>
    public List<(string Variant, List<RoundMeasure> Rounds)> Variants { get; } = [];

    /// <summary>Lower-case hexadecimal, once a round ran.</summary>
    public string? Checksum { get; set; }

    /// <summary>Why the model was left out or failed.</summary>
    public Notice? Reason { get; set; }

    public ModelStatus Status { get; set; } = ModelStatus.Ok;

    public IReadOnlyList<double> Walls => [.. Rounds.Select(round => round.WallSeconds)];

    /// <summary>Adds a round of another form.</summary>
    public void Add(string variant, RoundMeasure round)
    {
        var known = Variants.FindIndex(other => other.Variant == variant);
        if (known < 0) Variants.Add((variant, [round]));
        else Variants[known].Rounds.Add(round);
    }
}
