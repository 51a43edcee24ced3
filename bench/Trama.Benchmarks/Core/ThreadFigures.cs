namespace Trama.Benchmarks.Core;

/// <summary>What it costs to hand a call to a thread, beside <c>Task.Run</c>.</summary>
internal static class ThreadFigures
{
    private const int Batch = 100_000;
    private const int RoundTrips = 20_000;
    private const double Allowed = 1.2;

    public static async Task<Row> BatchAsync()
    {
        await using ThreadExecutor executor = Executor.Threads();
        var tasks = new Task[Batch];
        var (trama, peer, ratio) = await Paired.MeasureAsync(
            async () =>
            {
                for (int i = 0; i < Batch; i++)
                    tasks[i] = executor.RunAsync(static n => n + 1, i);
                await Task.WhenAll(tasks);
            },
            async () =>
            {
                for (int i = 0; i < Batch; i++)
                {
                    int n = i;
                    tasks[i] = Task.Run(() => n + 1);
                }

                await Task.WhenAll(tasks);
            },
            Batch);
        return NewRow("threads.submit.batch", trama, peer, ratio);
    }

    /// <summary>One call at a time, by a thread of its own that waits for each: a program's main thread, say.</summary>
    public static async Task<Row> RoundTripAsync()
    {
        await using ThreadExecutor executor = Executor.Threads();
        var (trama, peer, ratio) = await Paired.MeasureAsync(
            () => OnThreadOfItsOwn(() =>
            {
                for (int i = 0; i < RoundTrips; i++)
                    executor.RunAsync(static n => n + 1, i).GetAwaiter().GetResult();
            }),
            () => OnThreadOfItsOwn(() =>
            {
                for (int i = 0; i < RoundTrips; i++)
                {
                    int n = i;
                    Task.Run(() => n + 1).GetAwaiter().GetResult();
                }
            }),
            RoundTrips);
        return NewRow("threads.submit.roundtrip", trama, peer, ratio);
    }

    /// <summary>
    /// One call at a time, awaited on the shared pool. <c>Task.Run</c> takes its own work from the same thread there and never leaves it, so
    /// this compares two hops between threads with none; it is shown because people will write it.
    /// </summary>
    public static async Task<Row> AwaitedAsync()
    {
        await using ThreadExecutor executor = Executor.Threads();
        var (trama, peer, ratio) = await Paired.MeasureAsync(
            async () =>
            {
                for (int i = 0; i < RoundTrips; i++)
                    await executor.RunAsync(static n => n + 1, i);
            },
            async () =>
            {
                for (int i = 0; i < RoundTrips; i++)
                {
                    int n = i;
                    await Task.Run(() => n + 1);
                }
            },
            RoundTrips);
        return NewRow("threads.submit.awaited", trama, peer, ratio);
    }

    private static Task OnThreadOfItsOwn(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private static Row NewRow(string name, double trama, double peer, double ratio) => new()
    {
        Name = name,
        Unit = "us/call",
        Trama = trama,
        Peers = new() { ["task_run"] = peer, ["ratio"] = ratio },
        Target = $"<= {Allowed} x Task.Run (median of paired ratios)",
        Met = ratio <= Allowed,
    };
}
