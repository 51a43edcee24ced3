using Trama.Soak.Ledger;

namespace Trama.Soak.Load;

/// <summary>Activities with results that come one by one: maps and streams.</summary>
internal static class ManyResults
{
    private const int Large = 40_000;
    private static readonly CallOptions Again = new() { Idempotent = true, MaxAttempts = 3 };

    /// <summary>A map of short items, which travel in chunks where the pool can do that.</summary>
    public static Task MapAsync(Calls calls, Random random) =>
        new MapOfWork(calls, calls.Executor, random).RunAsync(items: random.Next(20, 400), most: random.Next(2) == 0 ? 300 : 2_000);

    /// <summary>A map whose items may run again, each with attempts of its own.</summary>
    public static Task MapAgainAsync(Calls calls, Random random) =>
        new MapOfWork(calls, calls.Executor.With(Again), random) { MaxAttempts = Again.MaxAttempts }
            .RunAsync(items: random.Next(5, 60), most: 4_000);

    /// <summary>A map with large results.</summary>
    public static Task MapLargeAsync(Calls calls, Random random) =>
        new MapOfPayloads(calls, calls.Executor, random).RunAsync(items: random.Next(10, 60), most: Large);

    public static Task StreamAsync(Calls calls, Random random)
    {
        Entry entry = calls.Open(nameof(Functions.Count));
        int items = random.Next(1, 80);
        return ConsumeAsync(
            calls,
            random,
            entry,
            items,
            () => calls.Executor.StreamAsync<long, int, Answer>(Functions.Count, entry.Id, items),
            (answer, place) => answer.IsRightFor(entry.Id + place));
    }

    public static Task StreamLargeAsync(Calls calls, Random random)
    {
        Entry entry = calls.Open(nameof(Functions.ProduceMany));
        int items = random.Next(1, 20);
        int longs = random.Next(1, Large);
        return ConsumeAsync(
            calls,
            random,
            entry,
            items,
            () => calls.Executor.StreamAsync<(long, int, int), byte[]>(Functions.ProduceMany, (entry.Id, items, longs)),
            (data, place) => data.Length == longs * sizeof(long) && Payloads.IsOf(entry.Id + place, data));
    }

    private static async Task ConsumeAsync<T>(
        Calls calls, Random random, Entry entry, int items, Func<IAsyncEnumerable<T>> start, Func<T, int, bool> isRight)
    {
        int leaveAfter = random.Next(5) == 0 ? random.Next(items) : int.MaxValue;
        int taken = 0;
        bool areRight = true;
        try
        {
            IAsyncEnumerator<T> stream = start().GetAsyncEnumerator();
            while (taken < leaveAfter && await calls.MoveNextAsync(stream))
                areRight &= isRight(stream.Current, taken++);
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
            calls.Judge.Answered(entry, areRight && taken == items, null);
    }
}
