using Trama.Soak.Ledger;

namespace Trama.Soak.Load;

/// <summary>Activities with results that come one by one: maps and streams.</summary>
internal static class ManyResults
{
    private static readonly CallOptions Again = new() { Idempotent = true, MaxAttempts = 3 };

    /// <summary>A map of short items, which travel in chunks where the pool can do that.</summary>
    public static Task MapAsync(Calls calls, Random random) =>
        MapAsync(calls, calls.Executor, random, items: random.Next(20, 400), microseconds: random.Next(2) == 0 ? 300 : 2_000, maxAttempts: 1);

    /// <summary>A map whose items may run again, each with attempts of its own.</summary>
    public static Task MapAgainAsync(Calls calls, Random random) =>
        MapAsync(calls, calls.Executor.With(Again), random, items: random.Next(5, 60), microseconds: 4_000, Again.MaxAttempts);

    public static async Task StreamAsync(Calls calls, Random random)
    {
        Entry entry = calls.Open(nameof(Functions.Count));
        int items = random.Next(1, 80);
        int leaveAfter = random.Next(5) == 0 ? random.Next(items) : int.MaxValue;
        int taken = 0;
        bool isRight = true;
        try
        {
            IAsyncEnumerator<Answer> stream = calls.Executor.StreamAsync<long, int, Answer>(Functions.Count, entry.Id, items).GetAsyncEnumerator();
            while (taken < leaveAfter && await calls.MoveNextAsync(stream))
                isRight &= stream.Current.IsRightFor(entry.Id + taken++);
            await calls.LeaveAsync(stream);
        }
        catch (TimeoutException)
        {
            calls.Judge.Lost(entry, calls.State());
            return;
        }
        catch (Exception error)
        {
            calls.Judge.Failed(entry, error);
            return;
        }

        if (taken >= leaveAfter)
            calls.Judge.Left(entry);
        else
            calls.Judge.Answered(entry, isRight && taken == items, null);
    }

    private static async Task MapAsync(Calls calls, Executor executor, Random random, int items, int microseconds, int maxAttempts)
    {
        List<Entry> entries = [];
        int leaveAfter = random.Next(6) == 0 ? random.Next(items) : int.MaxValue;
        var options = new MapOptions
        {
            Ordered = random.Next(2) == 0,
            ChunkSize = random.Next(3) == 0 ? random.Next(1, 30) : null,
            MaxInFlight = random.Next(2) == 0 ? random.Next(4, 200) : null,
        };
        try
        {
            IAsyncEnumerator<CallResult<Answer>> results =
                executor.MapResultsAsync(Source(), Functions.WorkOnItem, options).GetAsyncEnumerator();
            for (int taken = 0; taken < leaveAfter && await calls.MoveNextAsync(results); taken++)
                Judge(calls, entries[results.Current.Index], results.Current, isInTurn: !options.Ordered || results.Current.Index == taken);
            await calls.LeaveAsync(results);
        }
        catch (TimeoutException)
        {
            entries.FindAll(static entry => !entry.IsSettled).ForEach(entry => calls.Judge.Lost(entry, calls.State()));
            return;
        }
        catch (ObjectDisposedException) when (calls.Judge.IsShutDown)
        {
            // The executor takes no more calls. What was under way is the map's own to end.
            leaveAfter = 0;
        }

        // Whoever comes to the end has every item's result. Otherwise what is not settled stays so, and counts as lost in the end.
        if (leaveAfter < int.MaxValue)
            entries.FindAll(static entry => !entry.IsSettled).ForEach(calls.Judge.Left);

        // Pulled by whoever asks for the next result, so that the list needs no lock.
        IEnumerable<(long, int)> Source()
        {
            for (int i = 0; i < items; i++)
            {
                Entry entry = calls.Open(nameof(Functions.WorkOnItem), maxAttempts: maxAttempts);
                entries.Add(entry);
                yield return (entry.Id, random.Next(microseconds));
            }
        }
    }

    private static void Judge(Calls calls, Entry entry, CallResult<Answer> result, bool isInTurn)
    {
        if (result.IsSuccess)
            calls.Judge.Answered(entry, isInTurn && result.Value.IsRightFor(entry.Id), result.Value.ProcessId);
        else
            calls.Judge.Failed(entry, result.Exception);
    }
}
