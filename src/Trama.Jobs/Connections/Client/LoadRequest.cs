namespace Trama.Jobs.Connections.Client;

/// <summary>What a server asks the client to do to it; one line of JSON over the control connection.</summary>
internal sealed record LoadRequest
{
    /// <summary>Where the server listens on 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>The server's processes, whose memory and processor time are read from outside.</summary>
    public required IReadOnlyList<int> Pids { get; init; }

    /// <summary>How many connections to open and hold.</summary>
    public required int Connections { get; init; }

    /// <summary>How many round trips to make as fast as they go, one under way on each connection.</summary>
    public required int RoundTrips { get; init; }

    /// <summary>How many round trips a second to begin afterwards, whatever becomes of the earlier ones.</summary>
    public required int Rate { get; init; }

    /// <summary>For how many seconds.</summary>
    public required int Seconds { get; init; }

    /// <summary>Fixes the messages.</summary>
    public required int Seed { get; init; }
}
