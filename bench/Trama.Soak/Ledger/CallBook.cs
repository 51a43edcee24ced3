using System.Diagnostics;
using Trama.Soak.Kills;
using Trama.Soak.Verdict;

namespace Trama.Soak.Ledger;

/// <summary>All calls of a soak that are under way or were not long ago. Safe from any thread.</summary>
internal sealed class CallBook(LedgerFile ledger, Findings findings)
{
    private static readonly TimeSpan Recent = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly Entry?[] _entries = new Entry?[LedgerFile.Slots];
    private long _last;

    public LedgerFile Ledger => ledger;

    /// <summary>Gives a call its number. It must be settled.</summary>
    public long Open(Func<long, Entry> make)
    {
        lock (_gate)
        {
            Entry? old;
            do
                old = _entries[++_last % LedgerFile.Slots];
            while (old is { IsSettled: false });

            if (old is not null)
                CheckAgain(old);
            ref Mark mark = ref ledger[_last];
            mark.BegunAt = 0;
            mark.Begun = 0;
            mark.Place = 0;
            Volatile.Write(ref mark.Id, _last);
            _entries[_last % LedgerFile.Slots] = make(_last);
            return _last;
        }
    }

    public Entry this[long id] => _entries[id % LedgerFile.Slots]!;

    /// <summary>The call's function, as it tells itself.</summary>
    public Mark MarkOf(Entry entry) => ledger[entry.Id];

    /// <summary>The call has ended; its function does not begin from now on.</summary>
    public void Settle(Entry entry)
    {
        int begun = Volatile.Read(ref ledger[entry.Id].Begun);
        if (begun > entry.MaxAttempts)
            findings.Add(Fault.Duplicate, $"call {entry.Id} ({entry.Function}) began {begun} times, and may {entry.MaxAttempts} times");
        if (entry.IsSettled)
            findings.Add(Fault.Duplicate, $"call {entry.Id} ({entry.Function}) ended twice");
        entry.BegunAtEnd = begun;
        entry.IsSettled = true;
    }

    /// <summary>The call whose function a process, dead by now, was in; null when it was in none.</summary>
    public Entry? LastIn(int processId) => FindRecent((_, place) => place == processId);

    /// <summary>Whether the process has served a call to its end.</summary>
    public bool HasServed(int processId) => FindRecent((_, place) => place == -processId) is not null;

    /// <summary>Whether the process has served a call that kills a little later.</summary>
    public bool HasParted(int processId) =>
        FindRecent((entry, place) => entry.Blow == Blow.Parting && Math.Abs(place) == processId) is not null;

    /// <summary>Whether a call of any kind that kills has begun in the process.</summary>
    public bool WasStruckFromWithin(int processId) =>
        FindRecent((entry, place) => entry.Blow is not null && Math.Abs(place) == processId) is not null;

    // A process's number comes again after some time, and then means another.
    private Entry? FindRecent(Func<Entry, int, bool> isMeant)
    {
        lock (_gate)
        {
            return Array.Find(
                _entries,
                entry => entry is not null && ledger[entry.Id] is var mark && isMeant(entry, mark.Place)
                    && Stopwatch.GetElapsedTime(mark.BegunAt) < Recent);
        }
    }

    /// <summary>Looks at everything once more: what is not settled is lost, and nothing may have begun since it was settled.</summary>
    public void CheckAll()
    {
        lock (_gate)
        {
            foreach (Entry? entry in _entries)
            {
                if (entry is { IsSettled: true })
                    CheckAgain(entry);
                else if (entry is not null)
                    findings.Add(Fault.Lost, $"call {entry.Id} ({entry.Function}) was never settled");
            }
        }

        if (ledger.Strays is var strays and > 0)
            findings.Add(Fault.Late, $"{strays} function(s) began long after their calls had ended");
    }

    private void CheckAgain(Entry entry)
    {
        int begun = Volatile.Read(ref ledger[entry.Id].Begun);
        if (begun != entry.BegunAtEnd)
            findings.Add(Fault.Late, $"call {entry.Id} ({entry.Function}) had begun {entry.BegunAtEnd} times when it ended, and {begun} later");
    }
}
