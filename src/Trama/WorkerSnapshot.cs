namespace Trama;

/// <summary>A worker's state at one moment.</summary>
public sealed record WorkerSnapshot
{
    /// <summary>The worker's number, from 1; never used twice by one executor.</summary>
    public required int Id { get; init; }

    /// <summary><c>starting</c>, <c>idle</c>, <c>busy</c> or <c>stopping</c>.</summary>
    public required string State { get; init; }

    /// <summary>The worker's process, or null where workers are no processes.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The function it runs, or null when it runs none.</summary>
    public string? Function { get; init; }

    /// <summary>How many calls it has started.</summary>
    public long Calls { get; init; }
}
