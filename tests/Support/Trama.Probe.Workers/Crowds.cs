using System.Diagnostics;

namespace Trama.Probe.Workers;

/// <summary>As many workers as the system lets it have. The test takes the room away and gives it back between the lines.</summary>
internal static class Crowds
{
    private const int Calls = 60;
    private static int _failedStarts;

    public static async Task<int> Gather(int workers)
    {
        StartPoolThreads();
        await using var executor = Executor.Processes(new ProcessExecutorOptions
        {
            Workers = workers,
            Output = WorkerOutputMode.EventsOnly,
            OnEvent = Count,
        });
        try
        {
            Console.WriteLine($"one {await executor.RunAsync(Functions.Double, 21)}");
            await Console.In.ReadLineAsync();
            await WorkAsync(executor);
            if (await Console.In.ReadLineAsync() is null)
                return 0;

            // With room again it grows; not at once, for it has given up trying all the time.
            long started = Stopwatch.GetTimestamp();
            while (executor.Snapshot().Workers.Count < workers && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20))
                await Task.WhenAll(Enumerable.Range(0, 2 * workers).Select(n => executor.RunAsync(Functions.Pause, n)));
            Console.WriteLine($"grown {executor.Snapshot().Workers.Count}");
            return 0;
        }
        catch (ExecutorBrokenException error)
        {
            Console.WriteLine($"broken {error.Message}");
            return 6;
        }
    }

    // The runtime ends a program whose shared pool gets no thread when it wants one. Those that it may want are there before the room is gone.
    private static void StartPoolThreads()
    {
        const int Enough = 8;
        ThreadPool.SetMinThreads(Enough, Enough);
        object gate = new();
        int missing = Enough;
        for (int i = 0; i < Enough; i++)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                _ =>
                {
                    lock (gate)
                    {
                        missing--;
                        Monitor.PulseAll(gate);
                        AwaitAll();
                    }
                },
                null);
        }

        lock (gate)
            AwaitAll();

        // Nothing to dispose of: the last threads may still be on their way out.
        void AwaitAll()
        {
            while (missing > 0)
                Monitor.Wait(gate);
        }
    }

    private static async Task WorkAsync(ProcessExecutor executor)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        int[] results = await Task.WhenAll(Enumerable.Range(0, Calls).Select(n => executor.RunAsync(Functions.Pause, n)));
        double busy = (Environment.CpuUsage.TotalTime - before) / Stopwatch.GetElapsedTime(started);
        bool isRight = results.SequenceEqual(Enumerable.Range(0, Calls));
        int workers = executor.Snapshot().Workers.Count;
        Console.WriteLine(FormattableString.Invariant(
            $"done {isRight} with {workers} workers, {_failedStarts} starts failed, {100 * busy:0} % of a processor"));
    }

    private static void Count(ExecutorEvent happened)
    {
        if (happened is ExecutorEvent.WorkerDied)
            Interlocked.Increment(ref _failedStarts);
    }
}
