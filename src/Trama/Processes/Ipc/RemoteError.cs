namespace Trama.Processes.Ipc;

/// <summary>An exception as it crosses the boundary between processes.</summary>
internal sealed record RemoteError
{
    public required string TypeName { get; init; }

    public required string Message { get; init; }

    public string StackTrace { get; init; } = "";

    public int HResult { get; init; }

    public Dictionary<string, string>? Data { get; init; }

    public RemoteError? Inner { get; init; }
}
