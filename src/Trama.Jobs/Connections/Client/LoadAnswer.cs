namespace Trama.Jobs.Connections.Client;

/// <summary>What the client found; one line of JSON over the control connection. Either measured, or an error.</summary>
internal sealed record LoadAnswer
{
    /// <summary>Connections that were open at the same time, each answered at least once.</summary>
    public int Held { get; init; }

    /// <summary>How long the round trips took that were made as fast as they went.</summary>
    public double WallSeconds { get; init; }

    public double RoundTripsPerSecond { get; init; }

    /// <summary>The server's processor time for one of them.</summary>
    public double? CpuMicroseconds { get; init; }

    /// <summary>Of the round trips at the stated rate: from the moment at which each was to begin, to the end of its answer.</summary>
    public double P50Microseconds { get; init; }

    /// <inheritdoc cref="P50Microseconds"/>
    public double P99Microseconds { get; init; }

    /// <summary>The server's memory over what it had while idle, per connection; null where the system does not tell.</summary>
    public double? UserBytes { get; init; }

    /// <summary>What the kernel's own tables grew by, per connection and end; of the whole system, so an estimate. Null where not told.</summary>
    public double? KernelBytes { get; init; }

    /// <summary>SHA-256, lower-case hexadecimal, over the hashes of all answers in the order of their messages.</summary>
    public string? Checksum { get; init; }

    /// <summary>What went wrong instead.</summary>
    public string? Error { get; init; }
}
