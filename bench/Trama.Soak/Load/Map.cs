using Trama.Soak.Ledger;

namespace Trama.Soak.Load;

/// <summary>One map over items with numbers of their own, in chunks of any size, ordered or not, now and then left before its end.</summary>
internal abstract class Map<TResult>(Calls calls, Executor executor, Random random)
{
    private readonly List<Entry> _entries = [];

    public int MaxAttempts { get; init; } = 1;

    protected Calls Calls => calls;

    /// <summary>The function that runs for each item.</summary>
    protected abstract string Function { get; }

    /// <param name="items">How many there are.</param>
    /// <param name="most">How much an item may be told to do.</param>
    public async Task RunAsync(int items, int most)
    {
        int leaveAfter = random.Next(6) == 0 ? random.Next(items) : int.MaxValue;
        var options = new MapOptions
        {
            Ordered = random.Next(2) == 0,
            ChunkSize = random.Next(3) == 0 ? random.Next(1, 30) : null,
            MaxInFlight = random.Next(2) == 0 ? random.Next(4, 200) : null,
        };
        try
        {
            IAsyncEnumerator<CallResult<TResult>> results = Start(executor, Source(items, most), options).GetAsyncEnumerator();
            for (int taken = 0; taken < leaveAfter && await calls.MoveNextAsync(results); taken++)
                Judge(results.Current, isInTurn: !options.Ordered || results.Current.Index == taken);
            await calls.LeaveAsync(results);
        }
        catch (TimeoutException)
        {
            Unsettled().ForEach(entry => calls.Judge.Lost(entry, calls.State()));
            return;
        }
        catch (ObjectDisposedException) when (calls.Judge.IsShutDown)
        {
            // The executor takes no more calls. What was under way is the map's own to end.
            leaveAfter = 0;
        }

        // Whoever comes to the end has every item's result. Otherwise what is not settled stays so, and counts as lost in the end.
        if (leaveAfter < int.MaxValue)
            Unsettled().ForEach(calls.Judge.Left);
    }

    protected abstract IAsyncEnumerable<CallResult<TResult>> Start(Executor executor, IEnumerable<(long Id, int Amount)> source, MapOptions options);

    protected abstract bool IsRight(TResult result, Entry entry);

    private List<Entry> Unsettled() => _entries.FindAll(static entry => !entry.IsSettled);

    // Pulled by whoever asks for the next result, so that the list needs no lock.
    private IEnumerable<(long Id, int Amount)> Source(int items, int most)
    {
        for (int i = 0; i < items; i++)
        {
            Entry entry = calls.Open(Function, maxAttempts: MaxAttempts);
            _entries.Add(entry);
            yield return (entry.Id, random.Next(1, most));
        }
    }

    private void Judge(CallResult<TResult> result, bool isInTurn)
    {
        Entry entry = _entries[result.Index];
        if (result.IsSuccess)
            calls.Judge.Answered(entry, isInTurn && IsRight(result.Value, entry), null);
        else
            calls.Judge.Failed(entry, result.Exception);
    }
}
