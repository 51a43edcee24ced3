namespace Trama.Processes.Ipc;

/// <summary>
/// Frames to and from the process at the other side: whole, in order, each once, until one side closes or dies. The seam between calls and
/// the way their bytes travel.
/// </summary>
internal interface IChannel : IDisposable
{
    /// <summary>What kind of channel it is, for people.</summary>
    string Name { get; }

    /// <summary>
    /// Whether frames that the other side has not begun to read can be had back, and the channel knows which it has begun. Only then may
    /// calls be sent ahead of their turn.
    /// </summary>
    bool CanTakeBack { get; }

    /// <summary>Whether a small frame can be sent now. False: the other side must read something first.</summary>
    bool HasRoom { get; }

    /// <summary>
    /// Sends a frame; it may wait for <see cref="Flush"/>. One thread at a time; does nothing once the channel is closed. A parent's end
    /// never waits for the other side.
    /// </summary>
    /// <param name="kind">What it says.</param>
    /// <param name="payload">Its content, copied.</param>
    /// <returns>A mark of the frame.</returns>
    long Send(FrameKind kind, ReadOnlySpan<byte> payload);

    /// <summary>
    /// Lets the other side see all that was sent, when it looks, also if this process ends in the next moment. <see cref="Flush"/> must
    /// follow before long.
    /// </summary>
    void Show();

    /// <summary>Lets the other side see, and wakes it for, all that was sent.</summary>
    void Flush();

    /// <summary>Takes a frame back. True: the other side will never see it. False: it has begun to read it, or can't be told.</summary>
    bool TryTakeBack(long mark);

    /// <summary>Whether the other side has begun to read the frame; answered also when it is dead.</summary>
    bool HasBegun(long mark);

    /// <summary>
    /// Waits for the next frame. One thread at a time. The payload is valid until the next call. False: the other side has closed or died.
    /// </summary>
    bool TryReceive(out FrameKind kind, out ReadOnlySpan<byte> payload);

    /// <summary>Lets <see cref="TryReceive"/> give what has arrived already, and then end. From any thread.</summary>
    void StopReceiving();

    /// <summary>
    /// Takes the receiving over from the thread in <see cref="TryReceive"/> while that sleeps, so that a thread which waits for an answer
    /// anyway reads it itself. True: go on with <see cref="TryReceiveOrGiveBack"/> until that says false, or to <see cref="HandOver"/>. Never where threads can't share
    /// the receiving.
    /// </summary>
    bool TryTakeOver();

    /// <summary>
    /// Whether the thread in <see cref="TryReceive"/> should look for the next frame for a while before it sleeps: when a caller blocks
    /// until it comes, and nobody takes the receiving over. From any thread.
    /// </summary>
    void LookAhead(bool pays);

    /// <summary>The next frame for the thread that took over. False: there is none, and the receiving is the other thread's again.</summary>
    /// <param name="spins">Whether to look for a while, as long as that pays.</param>
    /// <param name="kind">What it says.</param>
    /// <param name="payload">Its content, valid until the next call.</param>
    bool TryReceiveOrGiveBack(bool spins, out FrameKind kind, out ReadOnlySpan<byte> payload);

    /// <summary>Gives the receiving back, at once: what has come and was not read yet is left to the other thread, which is woken for it.</summary>
    void HandOver();

    /// <summary>Gives the receiving back whatever has come; frames that nobody has read are dropped. After a failure.</summary>
    void GiveBack();
}
