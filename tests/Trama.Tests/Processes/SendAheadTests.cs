using System.Collections.Concurrent;
using System.Diagnostics;
using Trama.Tests.Conformance;
using Trama.Tests.Locking;

namespace Trama.Tests.Processes;

/// <summary>Calls that were sent to a worker ahead of their turn: none starts too early, none is lost, all can be had back.</summary>
public sealed class SendAheadTests
{
    private const int Quick = 400;
    private const int Behind = 20;

    [Fact]
    public async Task Cancelled_call_that_lies_behind_another_ends_at_once_and_never_starts()
    {
        await using var executor = Executor.Processes(1);
        using var gate = new Gate();
        using var source = new CancellationTokenSource();
        Task<int>[] behind = await HoldWithCallsBehindAsync(executor, gate, source.Token);

        await source.CancelAsync();

        foreach (Task<int> call in behind)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(1, gate.Entered);
        gate.Open();
        Assert.Equal(4, await executor.RunAsync(WorkerFunctions.Double, 2));
        Assert.Equal(1, gate.Entered);
    }

    [Fact]
    public async Task Idle_worker_takes_over_what_lies_behind_a_long_call_at_another()
    {
        await using var executor = Executor.Processes(2);
        await executor.WarmUpAsync(TestContext.Current.CancellationToken);
        using var gate = new Gate();
        using var second = new Gate();
        Task<int> held = executor.RunAsync(Gate.PassBlocking, second.Folder, 1);
        await second.UntilEnteredAsync(1);
        Task<int>[] behind = await HoldWithCallsBehindAsync(executor, gate, CancellationToken.None, passing: true);

        second.Open();

        await Task.WhenAll(behind);
        Assert.False(gate.HasEntered(1000));
        Assert.Equal(1, await held);
        gate.Open();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(Behind)]
    public async Task Worker_that_becomes_ready_late_takes_over_what_lies_behind_a_long_call(int count)
    {
        await using var executor = Executor.Processes(2);
        using var gate = new Gate();

        // Not warmed up: the second worker comes when all calls have been given to the first.
        Task<int>[] behind = await HoldWithCallsBehindAsync(executor, gate, CancellationToken.None, passing: true, count: count);

        await Task.WhenAll(behind);
        Assert.Equal(1, gate.Entered);
        gate.Open();
    }

    [Fact]
    public async Task Killed_worker_costs_the_call_that_ran_and_none_of_those_behind_it()
    {
        var records = new ConcurrentQueue<CallRecord>();
        await using var executor = Executor.Processes(1);
        using var gate = new Gate();
        Executor recorded = executor.With(new CallOptions { OnRecord = records.Enqueue });
        Task<int>[] quick = [.. Enumerable.Range(0, Quick).Select(n => executor.RunAsync(WorkerFunctions.Double, n))];
        Task<int> held = executor.RunAsync(Gate.PassBlocking, gate.Folder, 0);
        Task<int>[] behind = [.. Enumerable.Range(0, Behind).Select(n => recorded.RunAsync(WorkerFunctions.Double, n))];
        await Task.WhenAll(quick);
        await gate.UntilEnteredAsync(1);

        _ = WorkerFunctions.kill(executor.Snapshot().Workers[0].ProcessId!.Value, 9);

        await Assert.ThrowsAsync<WorkerCrashedException>(() => held);
        Assert.Equal(Enumerable.Range(0, Behind).Select(n => 2 * n), await Task.WhenAll(behind));
        await Until.TrueAsync(() => records.Count == Behind, () => "a call has no record");
        Assert.All(records, record => Assert.Equal((CallOutcome.Succeeded, 1), (record.Outcome, record.Attempts)));
    }

    [Fact]
    public async Task Grace_that_passes_when_its_call_has_ended_does_not_kill_the_one_behind_it()
    {
        var time = new ManualTime();
        await using var executor = Executor.Processes(
            new ProcessExecutorOptions { Workers = 1, TimeProvider = time, HeartbeatTimeout = Timeout.InfiniteTimeSpan });
        using var first = new Gate();
        using var second = new Gate();
        using var source = new CancellationTokenSource();
        using var reads = new ManualResetEventSlim();

        // The answer of the recorded call holds up whoever reads answers, so that those behind it are there and nobody knows.
        Executor recorded = executor.With(new CallOptions { OnRecord = _ => reads.Wait() });
        Task<int>[] quick = [.. Enumerable.Range(0, Quick).Select(n => executor.RunAsync(WorkerFunctions.Double, n))];
        Task<int> holdsUp = recorded.RunAsync(WorkerFunctions.Double, 1);
        Task<int> deaf = executor.RunAsync(Gate.PassBlocking, first.Folder, 2, source.Token);
        Task<int> behind = executor.RunAsync(Gate.PassBlocking, second.Folder, 3);
        await first.UntilEnteredAsync(1);

        await source.CancelAsync();
        first.Open();
        await second.UntilEnteredAsync(1);
        time.Advance(TimeSpan.FromSeconds(1));
        reads.Set();
        second.Open();

        Assert.Equal((2, 2, 3), (await holdsUp, await deaf, await behind));
        await Task.WhenAll(quick);
    }

    [Fact]
    public async Task Snapshot_counts_what_lies_at_a_worker_as_waiting()
    {
        await using var executor = Executor.Processes(1);
        using var gate = new Gate();
        Task<int>[] behind = await HoldWithCallsBehindAsync(executor, gate, CancellationToken.None, passing: true);

        ExecutorSnapshot snapshot = executor.Snapshot();

        Assert.Equal((1, Behind), (snapshot.Running, snapshot.Queued));
        gate.Open();
        await Task.WhenAll(behind);
    }

    [Fact]
    public async Task Call_of_higher_priority_overtakes_what_was_sent_ahead()
    {
        await using var executor = Executor.Processes(1);
        using var gate = new Gate();
        using var ends = new Gate();
        Task<int>[] behind = await HoldWithCallsBehindAsync(executor, gate, CancellationToken.None, heldAt: ends);

        Task<int> urgent = executor.With(new CallOptions { Priority = 1 }).RunAsync(WorkerFunctions.Double, 21);
        gate.Open();

        // Those behind stand at a gate that is still closed: the first of them would hold the worker.
        Assert.Equal(42, await urgent);
        ends.Open();
        await Task.WhenAll(behind);
    }

    [Fact]
    public async Task Cancelling_what_waits_reaches_calls_that_lie_at_a_worker()
    {
        var executor = Executor.Processes(1);
        using var gate = new Gate();
        Task<int>[] behind = await HoldWithCallsBehindAsync(executor, gate, CancellationToken.None, passing: true);

        Task closed = executor.ShutdownAsync(ShutdownMode.CancelPending);

        foreach (Task<int> call in behind)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        gate.Open();
        await closed;
    }

    [Fact]
    public async Task Batch_of_quick_calls_completes_whole_and_in_no_worker_twice()
    {
        await using var executor = Executor.Processes(2);

        int[] results = await Task.WhenAll(Enumerable.Range(0, 20_000).Select(n => executor.RunAsync(WorkerFunctions.Double, n)));

        Assert.Equal(Enumerable.Range(0, 20_000).Select(n => 2 * n), results);
        ExecutorSnapshot snapshot = executor.Snapshot();
        Assert.Equal((20_000L, 20_000L), (snapshot.Succeeded, snapshot.Workers.Sum(worker => worker.Calls)));
    }

    // Quick calls teach the pool its pace; the one at the gate and those behind it are sent with the last of them.
    private static async Task<Task<int>[]> HoldWithCallsBehindAsync(
        ProcessExecutor executor, Gate gate, CancellationToken token, bool passing = false, Gate? heldAt = null, int count = Behind)
    {
        Task<int>[] quick = [.. Enumerable.Range(0, Quick).Select(n => executor.RunAsync(WorkerFunctions.Double, n))];
        _ = executor.RunAsync(Gate.PassBlocking, gate.Folder, 0);
        string folder = (heldAt ?? gate).Folder;
        Task<int>[] behind = [.. Enumerable.Range(1000, count).Select(n => passing
            ? executor.RunAsync(WorkerFunctions.Double, n, token)
            : executor.RunAsync(Gate.PassBlocking, folder, n, token))];
        await Task.WhenAll(quick);
        await gate.UntilEnteredAsync(1);
        return behind;
    }
}
