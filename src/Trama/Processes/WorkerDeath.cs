namespace Trama.Processes;

/// <summary>What is known of the death of a worker process.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="ExitCode">Its exit code, or null when the system did not tell.</param>
/// <param name="Signal">The name of the signal that killed it, or null.</param>
/// <param name="OutOfMemory">Whether it ran out of memory.</param>
/// <param name="StandardErrorTail">The last lines of its standard error.</param>
/// <param name="Reason">All of this as one sentence with its full stop.</param>
internal sealed record WorkerDeath(
    int ProcessId, int? ExitCode, string? Signal, bool OutOfMemory, string StandardErrorTail, string Reason)
{
    /// <summary>Whether somebody else killed it, which says nothing about the program: an operator, a test, the kernel.</summary>
    public bool IsKillFromOutside { get; init; }

    /// <summary>Whether the runtime could not start for want of memory: E_OUTOFMEMORY, and it says so when it was addresses.</summary>
    public bool LackedAddresses => StandardErrorTail.Contains("0x8007000E", StringComparison.Ordinal);

    /// <summary>For a worker that was stopped before its process was started.</summary>
    public static readonly WorkerDeath NeverBorn = new(0, null, null, false, "", "it was never started.");
}
