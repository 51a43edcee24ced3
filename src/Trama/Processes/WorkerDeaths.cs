namespace Trama.Processes;

/// <summary>Reads the cause of a death from what the system tells: exit codes as a shell shows them, and last words.</summary>
internal static class WorkerDeaths
{
    private const int SignalBase = 128;

    private static readonly Dictionary<int, string> Signals = new()
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [4] = "SIGILL",
        [5] = "SIGTRAP",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [11] = "SIGSEGV",
        [13] = "SIGPIPE",
        [15] = "SIGTERM",
        [24] = "SIGXCPU",
        [25] = "SIGXFSZ",
        [31] = "SIGSYS",
    };

    public static WorkerDeath Describe(int processId, int? exitCode, bool killedByUs, string errorTail, bool groupRanOut)
    {
        // A host that can't start the runtime exits with 137, which is no SIGKILL.
        bool hadNoRuntime = errorTail.Contains("Failed to create CoreCLR", StringComparison.Ordinal);
        string? signal = exitCode is > SignalBase and int code && !hadNoRuntime ? Signals.GetValueOrDefault(code - SignalBase) : null;
        bool outOfMemory = (signal == "SIGKILL" && !killedByUs && groupRanOut) || (signal == "SIGABRT" && SaysOutOfMemory(errorTail));
        return new WorkerDeath(
            processId, exitCode, signal, outOfMemory, errorTail, Reason(exitCode, signal, outOfMemory, killedByUs, errorTail))
        {
            IsKillFromOutside = signal == "SIGKILL" && !killedByUs && !outOfMemory,
        };
    }

    // What the runtime writes before it gives up.
    private static bool SaysOutOfMemory(string tail) =>
        tail.Contains("Out of memory", StringComparison.OrdinalIgnoreCase)
        || tail.Contains("System.OutOfMemoryException", StringComparison.Ordinal);

    private static string Reason(int? exitCode, string? signal, bool outOfMemory, bool killedByUs, string tail) =>
        (exitCode, signal) switch
        {
            (null, _) => "it does not end, not even by SIGKILL.",
            _ when outOfMemory => $"it ran out of memory (exit code {exitCode}, {signal}).",
            (_, "SIGKILL") when killedByUs => $"the executor killed it (exit code {exitCode}, {signal}).",
            (_, "SIGABRT") => $"it aborted (exit code {exitCode}, {signal}), {AbortCause(tail)}.",
            (_, not null) => $"it was killed by {signal} (exit code {exitCode}).",
            (0, _) => "it exited with code 0.",
            _ => $"it exited with code {exitCode}.",
        };

    private static string AbortCause(string tail) =>
        tail.Contains("Stack overflow", StringComparison.Ordinal) ? "by a stack overflow"
        : tail.Contains("Unhandled exception", StringComparison.Ordinal) ? "by an unhandled exception on one of its threads"
        : "by a fail-fast or a failed assertion";
}
