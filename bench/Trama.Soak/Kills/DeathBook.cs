using System.Diagnostics;
using Trama.Soak.Ledger;
using Trama.Soak.Verdict;

namespace Trama.Soak.Kills;

/// <summary>What was done to which process, and which call was blamed for its death. Safe from any thread.</summary>
internal sealed class DeathBook(Findings findings)
{
    // Process ids come again, but not so soon; a stopped worker's death is long in coming.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly Dictionary<int, Death> _deaths = [];

    /// <summary>This is about to be done to the process. Before it is done: its call may have failed a moment later.</summary>
    public void Expect(int processId, Blow blow)
    {
        lock (_gate)
            Of(processId).Causes.Add(blow);
    }

    /// <summary>The call was failed by a death.</summary>
    /// <param name="entry">The call.</param>
    /// <param name="error">What its caller was told.</param>
    /// <param name="hasEnded">Whether its function had ended there: then it is its result that went with the process.</param>
    /// <param name="needsNoCause">Whether the death may come from elsewhere: a shutdown by force, a call that was served before.</param>
    public void Blame(Entry entry, WorkerCrashedException error, bool hasEnded, bool needsNoCause)
    {
        Entry? other = null;
        bool isExplained;
        lock (_gate)
        {
            Death death = Of(error.ProcessId);
            if (!hasEnded)
                (other, death.Blamed) = (death.Blamed, entry);

            // Of a result that went with its process no signal is told: how that died is found out later.
            isExplained = death.Causes.Append(entry.Blow).Any(cause => cause is { } blow && (Fits(blow, error) || IsLostResult(error)));
        }

        if (other is not null)
            findings.Add(Fault.WrongBlame, $"the death of process {error.ProcessId} failed call {other.Id} and call {entry.Id} ({entry.Function})");
        if (!isExplained && !needsNoCause)
            Complain(entry, error);
    }

    private void Complain(Entry entry, WorkerCrashedException error)
    {
        Death death;
        lock (_gate)
            death = Of(error.ProcessId);
        string what = $"call {entry.Id} ({entry.Function}): {error.Message} Done to it: {string.Join(", ", death.Causes)}.";
        bool isOthers = error.Reasons[^1].Contains("the executor killed it", StringComparison.Ordinal);
        findings.Add(
            death.Causes.Count > 0 || entry.Blow is not null ? Fault.WrongReason : isOthers ? Fault.Bystander : Fault.Unexplained, what);
    }

    private Death Of(int processId)
    {
        if (_deaths.TryGetValue(processId, out Death? death) && Stopwatch.GetElapsedTime(death.Since) < Memory)
            return death;
        return _deaths[processId] = new Death(Stopwatch.GetTimestamp());
    }

    private static bool IsLostResult(WorkerCrashedException error) =>
        error.ExitCode is null && error.Reasons[^1].Contains("before its result could be read", StringComparison.Ordinal);

    private static bool Fits(Blow blow, WorkerCrashedException error) => blow switch
    {
        Blow.Kill or Blow.Parting => error.Signal == "SIGKILL",
        Blow.Terminate => error.ExitCode == 143,
        Blow.Stop => error.Signal == "SIGKILL" && error.Reasons[^1].Contains("it hung", StringComparison.Ordinal),
        Blow.Exit => error is { ExitCode: 0, Signal: null },
        Blow.FailFast => error.Signal == "SIGABRT",
        Blow.Segfault => error.Signal == "SIGSEGV",
        Blow.Hog => error is { Signal: "SIGKILL", OutOfMemory: true },
        _ => false,
    };

    private sealed record Death(long Since)
    {
        public List<Blow?> Causes { get; } = [];

        public Entry? Blamed { get; set; }
    }
}
