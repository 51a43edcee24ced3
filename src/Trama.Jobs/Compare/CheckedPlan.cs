namespace Trama.Jobs.Compare;

/// <summary>A plan whose names and numbers were found good, with the defaults filled in.</summary>
internal sealed record CheckedPlan
{
    public required ComparePlan Source { get; init; }

    /// <summary>In the order they run.</summary>
    public required IReadOnlyList<string> Workloads { get; init; }

    /// <summary>The cheapest first, each once.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>With full paths, since rounds load it themselves.</summary>
    public required UserMethodPlan? Method { get; init; }

    /// <summary>Warnings.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }

    /// <summary>Child processes that all this takes, if no model is left out.</summary>
    public int TotalRounds => Workloads.Count * Models.Count * Source.Rounds;
}
