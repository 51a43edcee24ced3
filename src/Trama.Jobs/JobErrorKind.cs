namespace Trama.Jobs;

/// <summary>What went wrong, as far as the caller's exit code cares (design §11).</summary>
internal enum JobErrorKind
{
    /// <summary>The request itself can't be met: an unknown name, a missing path, a value out of range. Exit code 2.</summary>
    Usage,

    /// <summary>Items failed, or the results can't be trusted (checksums differ). Exit code 1.</summary>
    ItemsFailed,

    /// <summary>No process that should do the work can be started or kept alive. Exit code 6.</summary>
    PoolGaveUp,

    /// <summary>Reading failed for a reason outside the request: permissions, a vanished file, a broken disk. Exit code 74.</summary>
    InputOutput,

    /// <summary>Something that the job is made with is not installed. Exit code 7.</summary>
    DependencyMissing,

    /// <summary>Nothing is wrong, but it is not finished either: the same command goes on later. Exit code 5.</summary>
    Unfinished,
}
