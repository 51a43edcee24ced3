namespace Trama;

/// <summary>A call ran longer than <see cref="CallOptions.Timeout"/>.</summary>
public sealed class CallTimeoutException : TimeoutException
{
    internal CallTimeoutException(string function, string executor, TimeSpan timeout, WorkerDeath? death = null)
        : base($"'{function}' ran longer than its timeout of {timeout.TotalSeconds:0.###} s on executor '{executor}'{Killed(death)}. "
            + "Give it more time with CallOptions.Timeout, or make it end sooner by watching its CancellationToken. (TRM0010)")
    {
        Function = function;
        Timeout = timeout;
        ProcessId = death?.ProcessId;
        ExitCode = death?.ExitCode;
    }

    /// <summary>The function, as <c>Type.Method</c>.</summary>
    public string Function { get; }

    /// <summary>The limit that it exceeded.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>The process that was killed for it, or null where workers are no processes.</summary>
    public int? ProcessId { get; }

    /// <summary>That process's exit code, or null.</summary>
    public int? ExitCode { get; }

    private static string Killed(WorkerDeath? death) => death is null ? "" : $" and did not heed its token, so process {death.ProcessId} was killed";
}
