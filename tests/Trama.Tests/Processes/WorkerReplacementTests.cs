using System.Collections.Concurrent;
using Trama.Tests.Conformance;

namespace Trama.Tests.Processes;

/// <summary>Workers die, by their own doing or not: what becomes of their calls and who takes their place.</summary>
public sealed class WorkerReplacementTests
{
    // 25
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(13)]
    public async Task Started_calls_of_killed_workers_fail_and_all_others_move_on(int killed)
    {
        int workers = Math.Max(5, killed);
        await using var executor = Executor.Processes(workers);
        using var gate = new Gate();
        Task<int>[] calls = [.. Enumerable.Range(0, 40).Select(n => executor.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, n))];
        await gate.UntilEnteredAsync(workers);

        foreach (WorkerSnapshot worker in executor.Snapshot().Workers.Take(killed))
            _ = WorkerFunctions.kill(worker.ProcessId!.Value, 9);
        await Until.TrueAsync(() => calls.Count(call => call.IsFaulted) == killed, () => "a killed worker's call has not failed");
        gate.Open();

        await Task.WhenAll(calls).ContinueWith(static _ => { }, TaskScheduler.Default);
        Assert.Equal(killed, calls.Count(
            call => call.Exception?.InnerException is WorkerCrashedException { Signal: "SIGKILL", Attempts: 1 }));
        Assert.All(calls.Where(call => !call.IsFaulted), call => Assert.True(call.IsCompletedSuccessfully));
    }

    // 25
    [Fact]
    public async Task Idempotent_calls_of_killed_workers_run_again_and_all_succeed()
    {
        await using var executor = Executor.Processes(2);
        using var gate = new Gate();
        Executor again = executor.With(new CallOptions { Idempotent = true });
        Task<int>[] calls = [.. Enumerable.Range(0, 8).Select(n => again.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, n))];
        await gate.UntilEnteredAsync(2);

        foreach (WorkerSnapshot worker in executor.Snapshot().Workers)
            _ = WorkerFunctions.kill(worker.ProcessId!.Value, 9);
        await gate.UntilEnteredAsync(4);
        gate.Open();

        Assert.Equal(Enumerable.Range(0, 8), await Task.WhenAll(calls));
    }

    [Fact]
    public async Task Idempotent_call_runs_up_to_its_attempts_and_then_takes_the_blame()
    {
        var events = new ConcurrentQueue<ExecutorEvent>();
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, OnEvent = events.Enqueue });
        Executor again = executor.With(new CallOptions { Idempotent = true, MaxAttempts = 3 });
        using var survives = new Gate();
        using var dies = new Gate();

        Assert.Equal(3, await again.RunAsync(WorkerFunctions.DieUnless, survives.Folder, 3));
        var error = await Assert.ThrowsAsync<WorkerCrashedException>(() => again.RunAsync(WorkerFunctions.DieUnless, dies.Folder, 9));

        Assert.Equal(3, error.Attempts);
        Assert.Equal(3, error.Reasons.Distinct().Count());
        Assert.All(error.Reasons, reason => Assert.Contains("SIGKILL", reason, StringComparison.Ordinal));
        Assert.All(error.Reasons.SkipLast(1), reason => Assert.Contains(reason[1..], error.Message, StringComparison.Ordinal));
        var quarantined = Assert.Single(events.OfType<ExecutorEvent.CallQuarantined>());
        Assert.Equal((3, error.Reasons), (quarantined.Attempts, quarantined.Reasons));
        Assert.Equal(5, events.OfType<ExecutorEvent.WorkerDied>().Count());
    }

    // 26
    [Fact]
    public async Task Worker_that_dies_outside_of_any_call_is_replaced_by_the_next_call()
    {
        var events = new ConcurrentQueue<ExecutorEvent>();
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, OnEvent = events.Enqueue });
        for (int round = 0; round < 3; round++)
        {
            // The next call comes while the death is being noticed: at any moment of it.
            int worker = await executor.RunAsync(WorkerFunctions.ProcessId);
            _ = WorkerFunctions.kill(worker, 9);
            Assert.NotEqual(worker, await executor.With(new CallOptions { Idempotent = true }).RunAsync(WorkerFunctions.ProcessId));
        }

        await Until.TrueAsync(() => events.OfType<ExecutorEvent.WorkerDied>().Count() == 3, () => "a death was not reported");
    }

    // 30
    [Fact]
    public async Task Worker_serves_its_number_of_calls_and_a_fresh_one_takes_its_place()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, MaxCallsPerWorker = 3 });
        var workers = new List<int>();
        for (int i = 0; i < 4; i++)
            workers.Add(await executor.RunAsync(WorkerFunctions.ProcessId));

        Assert.Equal(workers[0], Assert.Single(workers.Take(3).Distinct()));
        Assert.NotEqual(workers[0], workers[3]);
        await Until.TrueAsync(() => !ProcessTree.IsAlive(workers[0]), () => "a worker that has served its calls is still there");
    }

    // 30
    [Fact]
    public async Task Backlog_and_chunks_complete_although_workers_serve_few_calls()
    {
        var events = new ConcurrentQueue<ExecutorEvent>();
        await using var executor = Executor.Processes(
            new ProcessExecutorOptions { Workers = 2, MaxCallsPerWorker = 10, OnEvent = events.Enqueue });

        List<int> results = await executor.MapAsync(
            Enumerable.Range(0, 60), WorkerFunctions.Double, new MapOptions { MaxInFlight = 60, ChunkSize = 30 }).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 60).Select(n => 2 * n), results);
        Assert.InRange(events.OfType<ExecutorEvent.WorkerRecycled>().Count(), 5, 6);
    }

    // 30
    [Fact]
    public async Task Early_close_with_one_call_a_worker_completes()
    {
        var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 2, MaxCallsPerWorker = 1 });
        Task<int>[] calls = [.. Enumerable.Range(0, 4).Select(n => executor.RunAsync(WorkerFunctions.Double, n))];
        await executor.DisposeAsync();

        int[] results = await Task.WhenAll(calls);
        Assert.Equal([0, 2, 4, 6], results);
    }

    [Fact]
    public async Task Rest_of_a_chunk_moves_on_when_one_of_its_calls_kills_the_worker()
    {
        await using var executor = Executor.Processes(1);

        List<CallResult<int>> results = await executor.MapResultsAsync(
            Enumerable.Range(0, 6), DieAtThree, new MapOptions { MaxInFlight = 6, ChunkSize = 6 }).ToListAsync();

        Assert.Equal([0, 1, 2, 4, 5], results.Where(result => result.IsSuccess).Select(result => result.Value));
        Assert.IsType<WorkerCrashedException>(results[3].Exception);
    }

    [Fact]
    public async Task Each_item_of_a_map_has_attempts_of_its_own()
    {
        await using var executor = Executor.Processes(1);
        Executor again = executor.With(new CallOptions { Idempotent = true, MaxAttempts = 2 });
        using var gate = new Gate();
        (string, int)[] items = [.. Enumerable.Range(0, 6).Select(n => (gate.Folder, n))];

        List<CallResult<int>> results = await again.MapResultsAsync(
            items, DieOnceOrAlways, new MapOptions { MaxInFlight = 6, ChunkSize = 6 }).ToListAsync();

        Assert.Equal([0, 1, 2, 4, 5], results.Where(result => result.IsSuccess).Select(result => result.Value));
        Assert.Equal(2, Assert.IsType<WorkerCrashedException>(results[3].Exception).Reasons.Count);
    }

    [Fact]
    public async Task Stream_is_not_run_again_from_its_beginning()
    {
        await using var executor = Executor.Processes(1);
        Executor again = executor.With(new CallOptions { Idempotent = true });
        var items = new List<int>();

        await Assert.ThrowsAsync<WorkerCrashedException>(async () =>
        {
            await foreach (int item in again.StreamAsync(CountThenDie, 3))
                items.Add(item);
        });

        Assert.Equal([0, 1, 2], items);
    }

    // The call that is given to a worker in the moment of its death: neither lost nor blamed.
    [Fact]
    public async Task No_call_is_lost_while_workers_are_killed_at_random_moments()
    {
        await using var executor = Executor.Processes(2);
        Executor again = executor.With(new CallOptions { Idempotent = true, MaxAttempts = 100 });
        var random = new Random(20);
        await executor.WarmUpAsync();
        Task<int>[] calls = [.. Enumerable.Range(0, 400).Select(n => again.RunAsync(WorkerFunctions.Double, n))];
        for (int i = 0; i < 6; i++)
        {
            await Task.Delay(random.Next(20));
            if (executor.Snapshot().Workers.FirstOrDefault(worker => worker.ProcessId > 0) is { } victim)
                _ = WorkerFunctions.kill(victim.ProcessId!.Value, 9);
        }

        Assert.Equal(Enumerable.Range(0, 400).Select(n => 2 * n), await Task.WhenAll(calls));
    }

    // Items 1 and 5 survive their second start, item 3 none.
    private static int DieOnceOrAlways((string Folder, int Number) item)
    {
        string mark = Path.Combine(item.Folder, $"seen-{item.Number}");
        bool isFirst = !File.Exists(mark);
        File.WriteAllText(mark, "");
        if (item.Number == 3 || (isFirst && item.Number is (1 or 5)))
            WorkerFunctions.Signal(9);
        return item.Number;
    }

    private static int DieAtThree(int n)
    {
        if (n == 3)
            WorkerFunctions.Signal(9);
        return n;
    }

    private static async IAsyncEnumerable<int> CountThenDie(int n)
    {
        for (int i = 0; i < n; i++)
        {
            yield return i;
            await Task.Yield();
        }

        // What was sent has left: it arrives before the death is noticed.
        WorkerFunctions.Signal(9);
    }
}
