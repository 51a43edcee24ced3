namespace Trama.Jobs.Engine;

/// <summary>What a run came to: data only.</summary>
internal sealed record JobSummary
{
    /// <summary>The job's name.</summary>
    public required string Job { get; init; }

    public required string Model { get; init; }

    /// <summary>As many as there were at the start.</summary>
    public required int Workers { get; init; }

    /// <summary>All items planned, refused ones included. Done + Skipped + Failed + Left.</summary>
    public required int Items { get; init; }

    public required int Done { get; init; }

    public required int Skipped { get; init; }

    public required int Failed { get; init; }

    /// <summary>Items that were not begun, or not finished.</summary>
    public int Left => Items - Done - Skipped - Failed;

    /// <summary>The weight of what was done in this run.</summary>
    public required long WeightDone { get; init; }

    /// <summary>Seconds from the start of planning to the end.</summary>
    public required double TookSeconds { get; init; }

    /// <summary>Seconds that items were run for, planning not included.</summary>
    public required double RanSeconds { get; init; }

    public required JobEnding Ending { get; init; }

    /// <summary>Why the run ended before everything was tried, where the reason has data; null otherwise.</summary>
    public JobException? Reason { get; init; }

    /// <summary>What failed, in the order of the plan.</summary>
    public required IReadOnlyList<RefusedItem> Failures { get; init; }

    /// <summary>What was told while it ran: fewer workers than asked for, a journal that was damaged.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }
}
