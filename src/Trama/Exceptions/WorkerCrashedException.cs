using System.Globalization;
using System.Text;

namespace Trama;

/// <summary>
/// The worker process died while it ran the call. Calls that had not started are not affected: they move on to another worker.
/// </summary>
public sealed class WorkerCrashedException : Exception
{
    internal WorkerCrashedException(string function, IReadOnlyList<WorkerDeath> deaths)
        : base(Describe(function, deaths))
    {
        WorkerDeath death = deaths[^1];
        Function = function;
        ProcessId = death.ProcessId;
        ExitCode = death.ExitCode;
        Signal = death.Signal;
        OutOfMemory = death.OutOfMemory;
        StandardErrorTail = death.StandardErrorTail;
        Attempts = deaths.Count;
        Reasons = [.. deaths.Select(Describe)];
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

    /// <summary>
    /// How each worker died that had begun with the call, a sentence each with its process's number: several for an
    /// <see cref="CallOptions.Idempotent"/> call. The last one is what the other properties are about.
    /// </summary>
    public IReadOnlyList<string> Reasons { get; }

    private static string Describe(WorkerDeath death) =>
        string.Create(CultureInfo.InvariantCulture, $"Worker process {death.ProcessId}: {death.Reason}");

    private static string Describe(string function, IReadOnlyList<WorkerDeath> deaths)
    {
        WorkerDeath death = deaths[^1];
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Worker process {death.ProcessId} died while it ran '{function}': {death.Reason}");
        if (deaths.Count > 1)
            text.Append(CultureInfo.InvariantCulture, $" It was started {deaths.Count} times.");
        for (int i = 0; i < deaths.Count - 1; i++)
            text.Append(CultureInfo.InvariantCulture, $" Before, worker process {deaths[i].ProcessId}: {deaths[i].Reason}");
        if (death.StandardErrorTail.Length > 0)
            text.Append(" Its last words on standard error: ").Append(LineTail.Summary(death.StandardErrorTail)).Append('.');
        else
            text.Append(" It left no word on standard error.");
        return text.Append(Advice(deaths.Count)).ToString();
    }

    private static string Advice(int deaths) =>
        deaths > 1
            ? " It was not started again: see CallOptions.MaxAttempts. (TRM0501)"
            : " If the function may safely run again, say so with CallOptions.Idempotent. (TRM0501)";
}
