namespace Trama.Jobs.Compare.Rounds;

/// <summary>What a round's process is to do; one line of JSON on its stdin.</summary>
internal sealed record RoundSpec
{
    public required string Workload { get; init; }

    public required string Model { get; init; }

    /// <summary>Another form of the model, one of the workload's; null for its own.</summary>
    public string? Variant { get; init; }

    /// <summary>Threads or processes; 1 for inline and async.</summary>
    public required int Workers { get; init; }

    /// <summary>How many items may be in flight.</summary>
    public required int InFlight { get; init; }

    public required IReadOnlyList<string> Items { get; init; }

    public UserMethodPlan? Method { get; init; }

    /// <summary>1-based.</summary>
    public required int Round { get; init; }

    /// <summary>1-based place in the round.</summary>
    public required int Order { get; init; }
}
