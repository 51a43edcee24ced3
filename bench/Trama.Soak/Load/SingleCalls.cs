using Trama.Soak.Ledger;

namespace Trama.Soak.Load;

/// <summary>Activities that are made of calls with one result.</summary>
internal static class SingleCalls
{
    private const int Attempts = 3;

    public static Task WorkAsync(Calls calls, Random random) => WorkAsync(calls, calls.Executor, Microseconds(random));

    public static Task WorkUrgentlyAsync(Calls calls, Random random) =>
        WorkAsync(calls, calls.Executor.With(new CallOptions { Priority = random.Next(3) }), Microseconds(random));

    public static Task BatchAsync(Calls calls, Random random) =>
        Task.WhenAll(Enumerable.Range(0, random.Next(10, 300)).Select(_ => WorkAsync(calls, calls.Executor, random.Next(300))));

    public static Task AsynchronousAsync(Calls calls, Random random)
    {
        Entry entry = calls.Open(nameof(Functions.WorkAsync));
        int milliseconds = random.Next(6);
        return calls.ObserveAsync(entry, () => calls.Executor.RunAsync(Functions.WorkAsync, entry.Id, milliseconds));
    }

    public static Task IdempotentAsync(Calls calls, Random random)
    {
        Entry entry = calls.Open(nameof(Functions.Work), maxAttempts: Attempts);
        Executor again = calls.Executor.With(new CallOptions { Idempotent = true, MaxAttempts = Attempts });
        int microseconds = random.Next(1000, 12_000);
        return calls.ObserveAsync(entry, () => again.RunAsync(Functions.Work, entry.Id, microseconds));
    }

    public static Task ThrowAsync(Calls calls, Random random)
    {
        Entry entry = calls.Open(nameof(Functions.Throw), Ends.Thrown);
        return calls.ObserveAsync(entry, () => calls.Executor.RunAsync(Functions.Throw, entry.Id));
    }

    /// <summary>Cancelled at any moment: before it waits, while it waits, while it runs, when it has ended.</summary>
    public static async Task CanceledAsync(Calls calls, Random random)
    {
        Entry entry = calls.Open(nameof(Functions.Heed), Ends.Canceled);
        using var source = new CancellationTokenSource(random.Next(20));
        await calls.ObserveAsync(entry, () => calls.Executor.RunAsync(Functions.Heed, entry.Id, source.Token));
    }

    public static Task TimedOutAsync(Calls calls, Random random)
    {
        Entry entry = calls.Open(nameof(Functions.Heed), Ends.TimedOut);
        Executor hasty = calls.Executor.With(new CallOptions { Timeout = TimeSpan.FromMilliseconds(random.Next(1, 20)) });
        return calls.ObserveAsync(entry, () => hasty.RunAsync(Functions.Heed, entry.Id));
    }

    public static Task QueueTimedOutAsync(Calls calls, Random random)
    {
        Entry entry = calls.Open(nameof(Functions.Work), Ends.QueueTimedOut);
        Executor hasty = calls.Executor.With(new CallOptions { QueueTimeout = TimeSpan.FromMilliseconds(random.Next(1, 30)) });
        int microseconds = Microseconds(random);
        return calls.ObserveAsync(entry, () => hasty.RunAsync(Functions.Work, entry.Id, microseconds));
    }

    /// <summary>A few threads, each of which blocks until its call has ended, and may read the answer itself.</summary>
    public static Task BlockAsync(Calls calls, Random random) =>
        Task.WhenAll(Enumerable.Range(0, random.Next(1, 6)).Select(_ =>
        {
            Entry entry = calls.Open(nameof(Functions.Work));
            int microseconds = random.Next(3) == 0 ? Microseconds(random) : random.Next(50);
            return calls.ObserveAsync(entry, () => OnOwnThread(
                () => calls.Executor.RunAsync(Functions.Work, entry.Id, microseconds).GetAwaiter().GetResult()));
        }));

    private static Task<Answer> OnOwnThread(Func<Answer> call) =>
        Task.Factory.StartNew(call, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Task WorkAsync(Calls calls, Executor executor, int microseconds)
    {
        Entry entry = calls.Open(nameof(Functions.Work));
        return calls.ObserveAsync(entry, () => executor.RunAsync(Functions.Work, entry.Id, microseconds));
    }

    private static int Microseconds(Random random) => random.Next(4) == 0 ? random.Next(300) : random.Next(1000, 10_000);
}
