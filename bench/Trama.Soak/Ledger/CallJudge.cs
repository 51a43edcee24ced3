using Trama.Soak.Kills;
using Trama.Soak.Load;
using Trama.Soak.Verdict;

namespace Trama.Soak.Ledger;

/// <summary>Judges how a call ended against what its function told and what was done to its worker.</summary>
internal sealed class CallJudge(CallBook book, DeathBook deaths, ReplacementClock clock, Findings findings, Tally tally)
{
    /// <summary>Whether the executor is being shut down: what had not ended may be cancelled or refused.</summary>
    public bool IsShutDown { get; set; }

    /// <summary>The call gave a result.</summary>
    /// <param name="entry">The call.</param>
    /// <param name="isRight">Whether it is the one that it should be.</param>
    /// <param name="processId">The process that says it made the result, or null when the result does not tell.</param>
    public void Answered(Entry entry, bool isRight, int? processId)
    {
        Mark mark = book.MarkOf(entry);
        if (!isRight)
            findings.Add(Fault.WrongResult, $"call {entry.Id} ({entry.Function}) got a result that is not its own");
        if (mark.Place >= 0 || (processId is { } process && mark.Place != -process))
            findings.Add(Fault.WrongResult, $"call {entry.Id} ({entry.Function}) has a result, and its function did not end (place {mark.Place})");
        if (mark.Place < 0)
            clock.Answer(-mark.Place);
        End(entry, "answered");
    }

    /// <summary>The call failed.</summary>
    public void Failed(Entry entry, Exception error)
    {
        switch (error)
        {
            case WorkerCrashedException crash:
                Crashed(entry, crash);
                return;
            case CallTimeoutException when entry.Ends.HasFlag(Ends.TimedOut):
                End(entry, "timed out");
                return;
            case QueueTimeoutException when entry.Ends.HasFlag(Ends.QueueTimedOut):
                NeverBegan(entry, "queue timed out");
                return;
            case OperationCanceledException when IsShutDown || entry.Ends.HasFlag(Ends.Canceled):
                End(entry, "cancelled");
                return;
            case ObjectDisposedException when IsShutDown:
                NeverBegan(entry, "refused");
                return;
            case InvalidOperationException when entry.Ends.HasFlag(Ends.Thrown) && error.Message == Functions.MessageOf(entry.Id):
                End(entry, "threw");
                return;
            default:
                findings.Add(Fault.Unexpected, $"call {entry.Id} ({entry.Function}): {error}");
                End(entry, "unexpected");
                return;
        }
    }

    /// <summary>The call was given up by its caller together with others, and nobody looked how it ended.</summary>
    public void Left(Entry entry) => End(entry, "left");

    /// <summary>The call did not end in time. It stays unsettled.</summary>
    public void Lost(Entry entry, string state) =>
        findings.Add(Fault.Lost, $"call {entry.Id} ({entry.Function}) did not end; begun {book.MarkOf(entry).Begun} times. {state}");

    private void NeverBegan(Entry entry, string how)
    {
        if (book.MarkOf(entry).Begun is var begun and > 0)
            findings.Add(Fault.Unexpected, $"call {entry.Id} ({entry.Function}) was {how}, and had begun {begun} times");
        End(entry, how);
    }

    private void Crashed(Entry entry, WorkerCrashedException error)
    {
        Mark mark = book.MarkOf(entry);
        if (mark.Place != error.ProcessId && mark.Place != -error.ProcessId)
            CrashedAtTheThreshold(entry, error);
        else
            End(entry, "crashed");
        if (!error.Function.EndsWith("." + entry.Function, StringComparison.Ordinal) || error.Attempts != error.Reasons.Count
            || error.Attempts != entry.MaxAttempts)
            findings.Add(Fault.WrongReason, $"call {entry.Id} ({entry.Function}, {entry.MaxAttempts} attempts): {error.Message}");
        // A result that went with its process may have gone with the next call there.
        bool hasEnded = mark.Place == -error.ProcessId;
        bool isOthers = hasEnded ? book.WasStruckFromWithin(error.ProcessId) : book.HasParted(error.ProcessId);
        deaths.Blame(entry, error, hasEnded, needsNoCause: IsShutDown || isOthers);
    }

    // A worker has taken a call as soon as it turns to it; the function's first line comes later, after its arguments were read. Who dies
    // in between has begun the call and does not tell. Then it was in no other function, and no other call is blamed for its death.
    private void CrashedAtTheThreshold(Entry entry, WorkerCrashedException error)
    {
        if (book.LastIn(error.ProcessId) is { } other)
            findings.Add(
                Fault.WrongBlame,
                $"call {entry.Id} ({entry.Function}) was failed by the death of process {error.ProcessId}, which was in call {other.Id} ({other.Function})");
        End(entry, book.HasServed(error.ProcessId) ? "crashed at the threshold" : "crashed at the threshold of a first call");
    }

    private void End(Entry entry, string how)
    {
        book.Settle(entry);

        // Who has begun such a function has killed, or will have: once each time.
        for (int death = 0; entry.Blow is { } blow && death < entry.BegunAtEnd; death++)
            tally.Kill(blow);
        tally.End(how);
    }
}
