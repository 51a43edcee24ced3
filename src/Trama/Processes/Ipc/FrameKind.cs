namespace Trama.Processes.Ipc;

/// <summary>What a frame says. Numbers are part of the protocol: add, never change.</summary>
internal enum FrameKind : byte
{
    /// <summary>Worker: here I am (version, token, whether it uses the rings).</summary>
    Hello = 1,

    // 2 and 3 are reserved: the initialiser is call 0, and its result says that the worker is ready.

    /// <summary>Parent: run a call (its number, context, function, arguments).</summary>
    Call = 4,

    /// <summary>Worker: the call's function is about to run.</summary>
    Started = 5,

    /// <summary>Worker: the call ended with a result.</summary>
    Result = 6,

    /// <summary>Worker: the call ended with an error.</summary>
    Error = 7,

    /// <summary>Worker: an item of the call's stream.</summary>
    Item = 8,

    /// <summary>Parent: cancel the call's token.</summary>
    Cancel = 9,

    /// <summary>Parent: the stream's consumer has taken an item.</summary>
    Credit = 10,

    /// <summary>Parent: finish what runs and exit.</summary>
    Stop = 11,

    /// <summary>Parent: the function that calls name by the next free number from here on.</summary>
    Function = 12,

    /// <summary>Worker: the answer before this refers to memory that I hold; say when you have read it.</summary>
    Holding = 13,

    /// <summary>Parent: all that you sent for that call has been read.</summary>
    Taken = 14,

    /// <summary>Both: a frame too long for a ring; what is here says where it lies.</summary>
    Elsewhere = 15,

    /// <summary>Parent: run a function for each of many items (number, context, function, items).</summary>
    Chunk = 16,

    /// <summary>Worker: the next item of the chunk ended with a result.</summary>
    ItemResult = 17,

    /// <summary>Worker: the next item of the chunk ended with an error.</summary>
    ItemError = 18,

    /// <summary>Parent: end the chunk after the item that runs.</summary>
    EndChunk = 19,

    /// <summary>Parent: are you there?</summary>
    Ping = 20,

    /// <summary>Worker: I am.</summary>
    Pong = 21,

    /// <summary>Parent: look up the function of that number, for you will probably be asked for it.</summary>
    Prepare = 22,

    /// <summary>
    /// Parent: you have had nothing to do for a while; give back what memory you do not need. A <see cref="RestStep"/>.
    /// </summary>
    Rest = 23,

    /// <summary>Worker: a report for a progress object of the call's caller, or the end of them.</summary>
    Report = 24,

    /// <summary>Parent: so many reports of the call were taken.</summary>
    ReportsTaken = 25,

    /// <summary>
    /// Never sent: what a channel gives in the place of a frame that lay in memory of its sender's and went with it. The payload is that
    /// frame's kind.
    /// </summary>
    Lost = byte.MaxValue,
}

internal static class FrameKinds
{
    /// <summary>Whether frames of that kind are sent.</summary>
    public static bool Contains(byte kind) =>
        kind is (byte)FrameKind.Hello or (>= (byte)FrameKind.Call and <= (byte)FrameKind.ReportsTaken);
}
