namespace Trama;

/// <summary>How an executor treats the calls that it has when it is shut down. New calls are refused in every mode.</summary>
public enum ShutdownMode
{
    /// <summary>Waiting and running calls finish.</summary>
    Drain,

    /// <summary>Waiting calls are cancelled, running calls finish.</summary>
    CancelPending,

    /// <summary>
    /// Waiting and running calls are cancelled. Worker processes are killed; a thread can't be, so its call ends for the caller while
    /// the function runs on, abandoned, until it returns.
    /// </summary>
    Kill,
}
