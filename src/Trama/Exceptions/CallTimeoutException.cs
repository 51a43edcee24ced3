namespace Trama;

/// <summary>A call ran longer than <see cref="CallOptions.Timeout"/>.</summary>
public sealed class CallTimeoutException : TimeoutException
{
    internal CallTimeoutException(string function, string executor, TimeSpan timeout, string? details = null)
        : base($"'{function}' ran longer than its timeout of {timeout.TotalSeconds:0.###} s on executor '{executor}'{details}. "
            + "Give it more time with CallOptions.Timeout, or make it end sooner by watching its CancellationToken. (TRM0010)")
    {
        Function = function;
        Timeout = timeout;
    }

    /// <summary>The function, as <c>Type.Method</c>.</summary>
    public string Function { get; }

    /// <summary>The limit that it exceeded.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>The process that was killed for it, or null where workers are no processes.</summary>
    public int? ProcessId { get; internal init; }

    /// <summary>That process's exit code, or null.</summary>
    public int? ExitCode { get; internal init; }
}
