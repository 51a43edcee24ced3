namespace Trama.Processes.Worker;

/// <summary>The way out for what a call sends before its answer: items and reports. Used by any thread.</summary>
internal interface ICallOutlet
{
    void Send(FrameKind kind, ReadOnlySpan<byte> payload);

    /// <summary>Sends what will soon be followed by more: it may be noticed together with that.</summary>
    void SendInBurst(FrameKind kind, ReadOnlySpan<byte> payload);
}
