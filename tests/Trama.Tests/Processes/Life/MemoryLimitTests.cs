using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Trama.Processes.Life;
using Trama.Tests.Conformance;

namespace Trama.Tests.Processes.Life;

/// <summary>Workers that hold too much memory: native and managed, after a call and during one.</summary>
public sealed class MemoryLimitTests
{
    private const long MiB = 1024 * 1024;

    // 33
    [Fact]
    public async Task Leaking_worker_is_replaced_before_it_grows_large_and_all_results_are_right()
    {
        var events = new ConcurrentQueue<ExecutorEvent>();
        await using var executor = Executor.Processes(
            new ProcessExecutorOptions { Workers = 2, SoftMemoryLimit = 120 * MiB, HardMemoryLimit = 500 * MiB, OnEvent = events.Enqueue });

        Task<int>[] calls = [.. Enumerable.Range(0, 300).Select(n => executor.RunAsync(LeakAndDouble, n))];

        Assert.Equal(Enumerable.Range(0, 300).Select(n => 2 * n), await Task.WhenAll(calls));
        var recycled = events.OfType<ExecutorEvent.WorkerRecycled>().ToList();
        Assert.InRange(recycled.Count, 2, 60);
        Assert.All(recycled, each => Assert.Contains("more than its SoftMemoryLimit of 120 MiB", each.Reason, StringComparison.Ordinal));
        Assert.Empty(events.OfType<ExecutorEvent.WorkerDied>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_that_takes_more_than_the_hard_limit_is_killed_and_says_that_it_was_memory(bool isManaged)
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, HardMemoryLimit = 150 * MiB });
        int worker = await executor.RunAsync(WorkerFunctions.ProcessId);
        using var gate = new Gate();

        var error = await Assert.ThrowsAsync<WorkerCrashedException>(
            () => isManaged ? executor.RunAsync(HoldManaged, gate.Folder) : executor.RunAsync(HoldNative, gate.Folder));

        Assert.True(error.OutOfMemory);
        Assert.Equal((worker, "SIGKILL"), (error.ProcessId, error.Signal));
        Assert.Contains("more than its HardMemoryLimit of 150 MiB", error.Message, StringComparison.Ordinal);
        Assert.Equal(4, await executor.RunAsync(WorkerFunctions.Double, 2));
    }

    [Fact]
    public async Task Heap_limit_is_an_error_of_the_function_and_costs_no_worker()
    {
        await using var executor = Executor.Processes(
            new ProcessExecutorOptions { Workers = 1, GarbageCollector = new() { HeapLimit = 64 * MiB } });
        int worker = await executor.RunAsync(WorkerFunctions.ProcessId);

        await Assert.ThrowsAsync<OutOfMemoryException>(() => executor.RunAsync(Allocate, 100 * (int)MiB));

        Assert.Equal(worker, await executor.RunAsync(WorkerFunctions.ProcessId));
    }

    [Fact]
    public unsafe void Gauge_reads_what_a_process_holds_for_itself_and_nothing_of_one_that_is_gone()
    {
        using var own = new MemoryGauge(Environment.ProcessId);
        long before = own.Read();
        byte* memory = Touched(64 * MiB);
        long after = own.Read();
        NativeMemory.Free(memory);

        Assert.InRange(before, MiB, 4096 * MiB);
        Assert.InRange(after - before, 32 * MiB, 256 * MiB);
        using var nobody = new MemoryGauge(int.MaxValue);
        Assert.Equal(0, nobody.Read());
    }

    private static int LeakAndDouble(int n)
    {
        Take(4 * MiB);
        return 2 * n;
    }

    private static void HoldNative(string gate)
    {
        Take(400 * MiB);
        Gate.PassBlocking(gate, 1);
    }

    private static void HoldManaged(string gate)
    {
        var held = new byte[400 * MiB];
        held.AsSpan().Fill(1);
        Gate.PassBlocking(gate, 1);
        GC.KeepAlive(held);
    }

    private static int Allocate(int bytes) => new byte[bytes].Length;

    private static unsafe void Take(long bytes) => _ = Touched(bytes);

    private static unsafe byte* Touched(long bytes)
    {
        var memory = (byte*)NativeMemory.Alloc((nuint)bytes);
        NativeMemory.Fill(memory, (nuint)bytes, 1);
        return memory;
    }
}
