namespace Trama.Processes.Ipc;

/// <summary>How far a worker's rest has come, as its frame says: a byte.</summary>
internal enum RestStep : byte
{
    /// <summary>The first after a call.</summary>
    First = 0,

    /// <summary>Another, with no call since the first.</summary>
    Further = 1,

    /// <summary>The last: so long that nothing is kept for the next call.</summary>
    Last = 2,
}
