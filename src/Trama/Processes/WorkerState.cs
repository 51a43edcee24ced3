namespace Trama.Processes;

/// <summary>A worker's state as its pool sees it.</summary>
internal enum WorkerState
{
    /// <summary>Its process starts, connects and initialises.</summary>
    Starting,

    /// <summary>It waits for a call.</summary>
    Idle,

    /// <summary>It runs a call.</summary>
    Busy,

    /// <summary>It was asked to exit.</summary>
    Stopping,
}
