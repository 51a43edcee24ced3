using Trama.Tests.Conformance;
using Trama.Tests.Locking;

namespace Trama.Tests.Processes.Life;

/// <summary>Workers that wait to take another's place.</summary>
public sealed class SparesTests
{
    [Fact]
    public async Task Spare_worker_takes_the_place_of_a_dead_one_and_gets_a_successor()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, Spares = 1 });
        await executor.WarmUpAsync();
        int[] warm = Ids(executor);
        int first = await executor.RunAsync(WorkerFunctions.ProcessId);

        _ = WorkerFunctions.kill(first, 9);
        int second = await executor.With(new CallOptions { Idempotent = true }).RunAsync(WorkerFunctions.ProcessId);

        Assert.Equal(warm.Single(id => id != first), second);
        await Until.TrueAsync(
            () => AllIdle(executor, 2) && !Ids(executor).Contains(first),
            () => "there is no new spare");
    }

    [Fact]
    public async Task Spare_workers_run_no_more_calls_than_there_are_workers()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 2, Spares = 2 });
        await executor.WarmUpAsync();
        Assert.Equal(4, Ids(executor).Length);
        using var gate = new Gate();

        Task<int>[] calls = [.. Enumerable.Range(0, 6).Select(n => executor.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, n))];
        await gate.UntilEnteredAsync(2);

        Assert.Equal(2, executor.Snapshot().Workers.Count(worker => worker.State == "busy"));
        gate.Open();
        await Task.WhenAll(calls);
        Assert.Equal(2, gate.Entered);
    }

    [Fact]
    public async Task Worker_that_has_served_its_calls_is_followed_by_the_spare_one()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, Spares = 1, MaxCallsPerWorker = 1 });
        await executor.WarmUpAsync();
        int[] warm = Ids(executor);

        int[] used = [await executor.RunAsync(WorkerFunctions.ProcessId), await executor.RunAsync(WorkerFunctions.ProcessId)];

        Assert.Equal(warm.Order(), used.Order());
    }

    [Fact]
    public async Task Spares_start_with_the_first_call_and_idle_out_with_the_pool()
    {
        var time = new ManualTime();
        var minute = TimeSpan.FromMinutes(1);
        await using var executor = Executor.Processes(
            new ProcessExecutorOptions { Workers = 2, Spares = 1, IdleTimeout = minute, TimeProvider = time });
        Assert.Empty(Ids(executor));

        await executor.RunAsync(WorkerFunctions.ProcessId);
        await Until.TrueAsync(() => AllIdle(executor, 2), () => "there is no spare");
        time.Advance(minute / 2);
        await executor.RunAsync(WorkerFunctions.ProcessId);
        await Until.TrueAsync(() => AllIdle(executor, 2), () => "the worker is not idle");
        time.Advance(minute * 0.75);

        // The time of one is over and the other's is not; as many as there are spares stay until nobody has used the pool for that long.
        await Until.TrueAsync(() => Ids(executor).Length == 1, () => "an idle worker has not ended");
        time.Advance(minute * 0.5);
        await Until.TrueAsync(() => Ids(executor).Length == 0, () => "a spare outlived its pool's idle time");
    }

    private static bool AllIdle(ProcessExecutor executor, int workers) =>
        executor.Snapshot().Workers is var all && all.Count == workers && all.All(worker => worker.State == "idle");

    private static int[] Ids(ProcessExecutor executor) => [.. executor.Snapshot().Workers.Select(worker => worker.ProcessId ?? 0)];
}
