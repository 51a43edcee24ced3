using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Trama.Tests.Processes.Faults;

/// <summary>Fault 10: each call keeps a mebibyte for ever. Workers are replaced in time, and callers notice nothing.</summary>
public sealed class SlowLeakTests
{
    private const long MiB = 1024 * 1024;
    private const int Calls = 300;
    private const int Limit = 100;

    [Fact]
    public Task Leaking_workers_are_replaced_by_what_they_hold_without_a_pause() => RunAsync(
        new ProcessExecutorOptions { SoftMemoryLimit = Limit * MiB }, "more than its SoftMemoryLimit");

    [Fact]
    public Task Leaking_workers_are_replaced_by_their_number_of_calls_without_a_pause() => RunAsync(
        new ProcessExecutorOptions { MaxCallsPerWorker = 60 }, "it has served its 60 calls");

    private static async Task RunAsync(ProcessExecutorOptions options, string reason)
    {
        var events = new ConcurrentQueue<ExecutorEvent>();
        await using var executor = Executor.Processes(options with { Workers = 1, Spares = 1, OnEvent = events.Enqueue });
        await executor.WarmUpAsync();
        var times = new List<double>();
        long most = 0;
        for (int n = 0; n < Calls; n++)
        {
            long started = Stopwatch.GetTimestamp();
            Assert.Equal(2 * n, await executor.RunAsync(LeakAndDouble, n));
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            most = Math.Max(most, executor.Snapshot().Workers.Max(worker => Resident(worker.ProcessId)));
        }

        string[] recycled = [.. events.OfType<ExecutorEvent.WorkerRecycled>().Select(each => each.Reason)];
        times.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{recycled.Length} replaced; at most {most / MiB} MiB; "
            + $"p50 {times[Calls / 2]:0.00}, p99 {times[Calls * 99 / 100]:0.00}, longest {times[^1]:0.0} ms");
        Assert.InRange(recycled.Length, 3, 12);
        Assert.All(recycled, each => Assert.Contains(reason, each, StringComparison.Ordinal));
        Assert.Empty(events.OfType<ExecutorEvent.WorkerDied>());

        // Libraries that are shared count here and not for the limit.
        Assert.InRange(most, MiB, 2 * Limit * MiB);
        Assert.InRange(times[Calls * 99 / 100], 0, 500);
    }

    private static long Resident(int? process)
    {
        try
        {
            string[] pages = File.ReadAllText($"/proc/{process}/statm").Split(' ');
            return long.Parse(pages[1], CultureInfo.InvariantCulture) * Environment.SystemPageSize;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static unsafe int LeakAndDouble(int n)
    {
        NativeMemory.Fill(NativeMemory.Alloc((nuint)MiB), (nuint)MiB, 1);
        return 2 * n;
    }
}
