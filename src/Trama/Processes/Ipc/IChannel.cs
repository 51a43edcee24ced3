namespace Trama.Processes.Ipc;

/// <summary>
/// Frames to and from the process at the other side: whole, in order, each once, until one side closes or dies. The seam between calls and
/// the way their bytes travel.
/// </summary>
internal interface IChannel : IDisposable
{
    /// <summary>Sends a frame. From any thread; never waits for the other side, and does nothing once the channel is closed.</summary>
    /// <param name="kind">What it says.</param>
    /// <param name="payload">Its content, not changed any more by the caller.</param>
    void Send(FrameKind kind, ReadOnlyMemory<byte> payload);

    /// <summary>
    /// Waits for the next frame. One thread. The payload is valid until the next call. False: the other side has closed or died.
    /// </summary>
    bool TryReceive(out FrameKind kind, out ReadOnlySpan<byte> payload);

    /// <summary>Lets <see cref="TryReceive"/> give what has arrived already, and then end.</summary>
    void StopReceiving();
}
