namespace Trama;

/// <summary>What a call meets when the queue of its executor is full.</summary>
public enum QueueFullMode
{
    /// <summary>
    /// The caller's thread waits for room, or until its token is cancelled. A call made from inside a call of the same executor is
    /// rejected instead: the worker that it would block is the one that could make room.
    /// </summary>
    Wait,

    /// <summary>The call is refused at once with <see cref="QueueFullException"/>.</summary>
    Reject,
}
