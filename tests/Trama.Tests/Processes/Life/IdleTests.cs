using System.Collections.Concurrent;
using Trama.Tests.Conformance;
using Trama.Tests.Locking;

namespace Trama.Tests.Processes.Life;

/// <summary>Workers with nothing to do end after a while, and nobody who calls just then loses by it.</summary>
public sealed class IdleTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    // 36
    [Fact]
    public async Task Idle_workers_end_after_their_time_and_the_next_call_starts_one()
    {
        var time = new ManualTime();
        var events = new ConcurrentQueue<ExecutorEvent>();
        await using var executor = Executor.Processes(
            new ProcessExecutorOptions { Workers = 2, IdleTimeout = Minute, TimeProvider = time, OnEvent = events.Enqueue });
        await executor.WarmUpAsync();
        int[] before = [.. executor.Snapshot().Workers.Select(worker => worker.ProcessId!.Value)];

        time.Advance(Minute / 2);
        Assert.Equal(2, executor.Snapshot().Workers.Count);
        time.Advance(Minute / 2);

        await Until.TrueAsync(() => executor.Snapshot().Workers.Count == 0, () => "an idle worker has not ended");
        Assert.All(before, worker => Assert.False(ProcessTree.IsAlive(worker)));
        Assert.All(events.OfType<ExecutorEvent.WorkerRecycled>(), recycled => Assert.Equal("it was idle for 60 s", recycled.Reason));
        Assert.Empty(events.OfType<ExecutorEvent.WorkerDied>());
        Assert.DoesNotContain(await executor.RunAsync(WorkerFunctions.ProcessId), before);
        Assert.Single(executor.Snapshot().Workers);
    }

    [Fact]
    public async Task Worker_that_is_used_now_and_then_stays_and_the_other_ends()
    {
        var time = new ManualTime();
        await using var executor = Executor.Processes(
            new ProcessExecutorOptions { Workers = 2, IdleTimeout = Minute, TimeProvider = time });
        await executor.WarmUpAsync();
        int used = await executor.RunAsync(WorkerFunctions.ProcessId);
        for (int i = 0; i < 3; i++)
        {
            await Until.TrueAsync(() => executor.Snapshot().Workers.All(worker => worker.State != "busy"), () => "a worker is not idle");
            time.Advance(Minute * 0.6);
            Assert.Equal(used, await executor.RunAsync(WorkerFunctions.ProcessId));
        }

        await Until.TrueAsync(() => executor.Snapshot().Workers.Count == 1, () => "the other worker has not ended");
    }

    [Fact]
    public async Task Worker_that_runs_a_call_is_not_idle()
    {
        var time = new ManualTime();
        await using var executor = Executor.Processes(new ProcessExecutorOptions
        {
            Workers = 1,
            IdleTimeout = Minute,
            HeartbeatTimeout = Timeout.InfiniteTimeSpan,
            TimeProvider = time,
        });
        using var gate = new Gate();
        Task<int> call = executor.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, 7);
        await gate.UntilEnteredAsync(1);

        time.Advance(10 * Minute);
        gate.Open();

        Assert.Equal(7, await call);
    }

    // 36
    [Fact]
    public async Task No_call_is_lost_that_meets_a_worker_on_its_way_out()
    {
        await using var executor = Executor.Processes(
            new ProcessExecutorOptions { Workers = 2, IdleTimeout = TimeSpan.FromMilliseconds(1) });
        var random = new Random(36);
        for (int i = 0; i < 25; i++)
        {
            Task<int>[] calls = [.. Enumerable.Range(0, 3).Select(n => executor.RunAsync(NumberOf, new SlowToWrite { Number = n }))];
            Assert.Equal(Enumerable.Range(0, 3), await Task.WhenAll(calls));
            await Task.Delay(random.Next(4));
        }
    }

    private static int NumberOf(SlowToWrite value) => value.Number;

    /// <summary>Takes its time while it is encoded, on the caller's thread.</summary>
    private sealed class SlowToWrite
    {
        private int _number;

        public int Number
        {
            get
            {
                Thread.SpinWait(20_000);
                return _number;
            }
            set => _number = value;
        }
    }
}
