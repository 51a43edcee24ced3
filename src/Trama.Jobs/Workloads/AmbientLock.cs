namespace Trama.Jobs.Workloads;

/// <summary>
/// The execution lock that this process's calls run under, if any: set once by a round of <c>gil</c> before its first call, never by
/// another. The functions of all workloads pass through here at their checkpoints and around their I/O, so that they are the same code
/// under every model; without a lock that costs one read of a field.
/// </summary>
internal static class AmbientLock
{
    /// <summary>Set before the threads that use it start, which is what makes the plain read below see it.</summary>
    public static ExecutionLock? Current { get; set; }

    /// <summary>Lets a waiting thread have the lock if its switch interval has passed.</summary>
    public static void Checkpoint() => Current?.Checkpoint();

    /// <summary>Lets others have the lock until the result is disposed; around I/O and waits.</summary>
    public static ExecutionLock.Suspension Suspend() => Current is { } held ? held.SuspendScope() : default;
}
