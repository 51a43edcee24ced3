namespace Trama.Jobs.Engine;

/// <summary>Why a run ended.</summary>
internal enum JobEnding
{
    /// <summary>Every item was tried. Exit code 0, or 1 when some failed.</summary>
    Complete,

    /// <summary>It was asked to stop. The same command goes on; exit code 130 or 143.</summary>
    Stopped,

    /// <summary>More items failed than were allowed. Exit code 5.</summary>
    TooManyErrors,

    /// <summary>There is no room, or no way, to write any more. Exit code 74.</summary>
    CannotWrite,

    /// <summary>Its workers can't be kept alive. Exit code 6.</summary>
    PoolGaveUp,

    /// <summary>An item showed that none can be done. Exit code as the reason has it.</summary>
    Impossible,

    /// <summary>It was only planned: a dry run. Exit code 0, or 1 when some items can't be begun.</summary>
    Planned,
}
