namespace Trama;

/// <summary>An executor's state at one moment. Counters are read one after the other, so they may be a call apart.</summary>
public sealed record ExecutorSnapshot
{
    /// <summary>The executor's name.</summary>
    public required string Name { get; init; }

    /// <summary>The model: <c>inline</c>, <c>async</c>, <c>threads</c> or <c>processes</c>.</summary>
    public required string Model { get; init; }

    /// <summary><c>open</c>, <c>closing</c>, <c>closed</c> or <c>broken</c>.</summary>
    public required string State { get; init; }

    /// <summary>Calls that have been submitted and not started.</summary>
    public required int Queued { get; init; }

    /// <summary>Calls that run.</summary>
    public required int Running { get; init; }

    /// <summary>Calls that ended with a result, since the executor was made.</summary>
    public required long Succeeded { get; init; }

    /// <summary>Calls that ended with an exception.</summary>
    public required long Failed { get; init; }

    /// <summary>Calls that were cancelled.</summary>
    public required long Canceled { get; init; }

    /// <summary>The workers that exist now.</summary>
    public required IReadOnlyList<WorkerSnapshot> Workers { get; init; }

    /// <summary>How the executor talks to worker processes (<c>socket</c>), or null where workers are no processes.</summary>
    public string? Channel { get; init; }
}
