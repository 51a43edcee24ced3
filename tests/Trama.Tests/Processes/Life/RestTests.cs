using Trama.Processes.Life;
using Trama.Processes.Worker;
using Trama.Tests.Conformance;
using Trama.Tests.Locking;

namespace Trama.Tests.Processes.Life;

/// <summary>Workers that have had nothing to do for a while.</summary>
public sealed class RestTests
{
    private const long MiB = 1024 * 1024;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Idle_worker_gives_back_what_its_last_call_left_behind(bool useSocket)
    {
        var time = new ManualTime();
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, TimeProvider = time, UseSocket = useSocket });
        using var gauge = new MemoryGauge(await executor.RunAsync(WorkerFunctions.ProcessId));
        await executor.RunAsync(LeaveGarbage);
        Assert.InRange(gauge.Read(), 96 * MiB, long.MaxValue);

        await Until.TrueAsync(
            () =>
            {
                time.Advance(RestWatch.Period);
                return gauge.Read() < 48 * MiB;
            },
            () => $"the worker still holds {gauge.Read() / MiB} MiB");

        Assert.Equal(4, await executor.RunAsync(WorkerFunctions.Double, 2));
    }

    [Fact]
    public async Task Worker_that_was_idle_for_less_keeps_what_it_has()
    {
        var time = new ManualTime();
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, TimeProvider = time });

        int before = await executor.RunAsync(CollectionsSoFar);

        for (int i = 0; i < 4; i++)
        {
            time.Advance(RestWatch.Period);
            Assert.Equal(before, await executor.RunAsync(CollectionsSoFar));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Memory_of_a_large_array_is_kept_for_the_next_until_the_last_rest(bool useSocket)
    {
        var time = new ManualTime();
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, TimeProvider = time, UseSocket = useSocket });
        using var gauge = new MemoryGauge(await executor.RunAsync(WorkerFunctions.ProcessId));
        await executor.RunAsync(TakeArray, new byte[96 * MiB]);
        int before = await executor.RunAsync(CollectionsSoFar);

        await RestAsync(executor, time);
        Assert.Equal(before, await executor.RunAsync(CollectionsSoFar));
        Assert.InRange(gauge.Read(), 96 * MiB, long.MaxValue);

        // Those calls came without one. After another nothing but the last step of the rest gives it back.
        await executor.RunAsync(TakeArray, new byte[96 * MiB]);
        await Until.TrueAsync(
            () =>
            {
                time.Advance(RestWatch.Period);
                return gauge.Read() < 48 * MiB;
            },
            () => $"the worker still holds {gauge.Read() / MiB} MiB");
    }

    [Fact]
    public async Task Large_array_of_an_earlier_rest_keeps_nothing()
    {
        var time = new ManualTime();
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, TimeProvider = time });
        await executor.RunAsync(TakeArray, new byte[8 * MiB]);
        await RestAsync(executor, time);

        // The calls since then came without one: their first rest is a collection, as ever.
        await executor.RunAsync(LeaveGarbage);
        int before = await executor.RunAsync(CollectionsSoFar);
        await RestAsync(executor, time);
        Assert.NotEqual(before, await executor.RunAsync(CollectionsSoFar));
    }

    // Looked at twice, and so told to rest once; until that is done.
    private static async Task RestAsync(ProcessExecutor executor, ManualTime time)
    {
        int done = await executor.RunAsync(RestsDone);
        await Until.TrueAsync(() => executor.Snapshot().Workers[0].State == "idle", () => "the worker is not idle");
        time.Advance(RestWatch.Period);
        time.Advance(RestWatch.Period);
        while (await executor.RunAsync(RestsDone) == done)
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
    }

    private static int RestsDone() => IdleMemory.TimesDone;

    private static int TakeArray(byte[] array) => array.Length;

    private static void LeaveGarbage() => new byte[96 * MiB].AsSpan().Fill(1);

    private static int CollectionsSoFar() => GC.CollectionCount(GC.MaxGeneration);
}
