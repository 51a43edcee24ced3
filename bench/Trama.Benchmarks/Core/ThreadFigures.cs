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

    public static async Task<Row> RoundTripAsync()
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
        return NewRow("threads.submit.roundtrip", trama, peer, ratio);
    }

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
