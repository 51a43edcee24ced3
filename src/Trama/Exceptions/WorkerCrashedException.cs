using System.Globalization;
using System.Text;

namespace Trama;

/// <summary>
/// The worker process died while it ran the call. Calls that had not started are not affected: they move on to another worker.
/// </summary>
public sealed class WorkerCrashedException : Exception
{
    internal WorkerCrashedException(string function, WorkerDeath death, int attempts)
        : base(Describe(function, death, attempts))
    {
        Function = function;
        ProcessId = death.ProcessId;
        ExitCode = death.ExitCode;
        Signal = death.Signal;
        OutOfMemory = death.OutOfMemory;
        StandardErrorTail = death.StandardErrorTail;
        Attempts = attempts;
    }

    /// <summary>The function, as <c>Type.Method</c>.</summary>
    public string Function { get; }

    /// <summary>The process that died.</summary>
    public int ProcessId { get; }

    /// <summary>Its exit code as the shell would show it (128 + the signal's number for a death by signal), or null when unknown.</summary>
    public int? ExitCode { get; }

    /// <summary>The signal that killed it, such as <c>SIGKILL</c>, or null.</summary>
    public string? Signal { get; }

    /// <summary>Whether it ran out of memory.</summary>
    public bool OutOfMemory { get; }

    /// <summary>The last lines that it wrote to standard error; empty when there were none.</summary>
    public string StandardErrorTail { get; }

    /// <summary>How often the call was started.</summary>
    public int Attempts { get; }

    private static string Describe(string function, WorkerDeath death, int attempts)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Worker process {death.ProcessId} died while it ran '{function}': {death.Reason}");
        if (attempts > 1)
            text.Append(CultureInfo.InvariantCulture, $" It was started {attempts} times.");
        if (death.StandardErrorTail.Length > 0)
            text.Append(" Its last words on standard error: ").Append(LineTail.Summary(death.StandardErrorTail)).Append('.');
        else
            text.Append(" It left no word on standard error.");
        return text.Append(" If the function may safely run again, say so with CallOptions.Idempotent. (TRM0501)").ToString();
    }
}
