namespace Trama.Processes;

/// <summary>Why the executor itself is ending a call that runs in a worker.</summary>
internal enum CallEnding
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>The caller's token was cancelled.</summary>
    Canceled,

    /// <summary>It ran longer than its timeout.</summary>
    TimedOut,

    /// <summary>The executor is being shut down by force.</summary>
    ShutDown,
}
