using Trama.Processes.Life;
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
        // Looked at and told to rest twice, which without the array would have been a collection; and a third time after that call.
        for (int i = 0; i < 6; i++)
            time.Advance(RestWatch.Period);
        Assert.Equal(before, await executor.RunAsync(CollectionsSoFar));

        await Until.TrueAsync(
            () =>
            {
                time.Advance(RestWatch.Period);
                return gauge.Read() < 48 * MiB;
            },
            () => $"the worker still holds {gauge.Read() / MiB} MiB");
    }

    private static int TakeArray(byte[] array) => array.Length;

    private static void LeaveGarbage() => new byte[96 * MiB].AsSpan().Fill(1);

    private static int CollectionsSoFar() => GC.CollectionCount(GC.MaxGeneration);
}
