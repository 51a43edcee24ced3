namespace Trama.Jobs.Compare.Rounds;

/// <summary>What a round's process answers; one line of JSON on its stdout. Either measured, or a fault.</summary>
internal sealed record RoundResult
{
    public RoundMeasure? Measure { get; init; }

    /// <summary>Lower-case hexadecimal SHA-256 over the results' texts, each followed by a line feed, in input order.</summary>
    public string? Checksum { get; init; }

    /// <summary>What ended the round instead: a <see cref="JobException"/>'s message, or null.</summary>
    public string? JobFault { get; init; }

    /// <summary>Any other exception's type, or null.</summary>
    public string? Exception { get; init; }

    /// <summary>Its message.</summary>
    public string? Message { get; init; }
}
