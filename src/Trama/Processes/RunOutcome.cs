namespace Trama.Processes;

/// <summary>What became of a chain of calls that was handed to a worker.</summary>
internal enum RunOutcome
{
    /// <summary>The worker runs its first call.</summary>
    Running,

    /// <summary>All its calls had ended; the worker is as idle as before.</summary>
    AllEnded,

    /// <summary>The worker is dying or dead; the chain is untouched and needs another.</summary>
    Leaving,
}
