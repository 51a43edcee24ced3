using System.Collections.Concurrent;
using System.Globalization;
using Trama.Tests.Conformance;

namespace Trama.Tests.Processes;

/// <summary>Functions that run too long or are cancelled: their token, then the grace, then the end of the process and its tree.</summary>
public sealed class KillTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(50);

    // 31
    [Fact]
    public async Task Function_that_ignores_its_timeout_is_killed_with_its_children_and_the_next_call_runs()
    {
        var events = new ConcurrentQueue<ExecutorEvent>();
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, Grace = Short, OnEvent = events.Enqueue });
        using var gate = new Gate();
        int worker = await executor.RunAsync(WorkerFunctions.ProcessId);

        // The function starts a program before it is deaf; the timeout must let it come so far.
        var error = await Assert.ThrowsAsync<CallTimeoutException>(
            () => executor.With(new CallOptions { Timeout = TimeSpan.FromSeconds(2) })
                .RunAsync(WorkerFunctions.HoldWithChild, gate.Folder));

        Assert.Equal((worker, TimeSpan.FromSeconds(2)), (error.ProcessId, error.Timeout));
        Assert.Contains("2 s", error.Message, StringComparison.Ordinal);
        Assert.NotEqual(worker, await executor.RunAsync(WorkerFunctions.ProcessId));
        int child = int.Parse(File.ReadAllText(Path.Combine(gate.Folder, "child")), CultureInfo.InvariantCulture);
        await Until.TrueAsync(() => !ProcessTree.IsAlive(child), () => "a program that the function had started is still there");
        Assert.Single(events.OfType<ExecutorEvent.WorkerReplaced>());
    }

    // 19
    [Fact]
    public async Task Running_call_that_ignores_its_token_is_killed_after_the_grace()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, Grace = Short });
        using var gate = new Gate();
        using var source = new CancellationTokenSource();
        int worker = await executor.RunAsync(WorkerFunctions.ProcessId);
        Task<int> call = executor.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, 1, source.Token);
        await gate.UntilEnteredAsync(1);

        await source.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.NotEqual(worker, await executor.RunAsync(WorkerFunctions.ProcessId));
        Assert.False(ProcessTree.IsAlive(worker));
    }

    [Fact]
    public async Task Running_call_that_heeds_its_token_ends_and_its_worker_stays()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, Grace = TimeSpan.FromSeconds(40) });
        using var gate = new Gate();
        using var source = new CancellationTokenSource();
        int worker = await executor.RunAsync(WorkerFunctions.ProcessId);
        Task<string> call = executor.RunAsync(WorkerFunctions.HeedToken, gate.Folder, source.Token);
        await gate.UntilEnteredAsync(1);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(worker, await executor.RunAsync(WorkerFunctions.ProcessId));
    }

    [Fact]
    public async Task Function_that_heeds_its_token_at_the_timeout_ends_as_timed_out_and_its_worker_stays()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, Grace = TimeSpan.FromSeconds(40) });
        using var gate = new Gate();
        int worker = await executor.RunAsync(WorkerFunctions.ProcessId);

        var error = await Assert.ThrowsAsync<CallTimeoutException>(
            () => executor.With(new CallOptions { Timeout = Short }).RunAsync(WorkerFunctions.HeedToken, gate.Folder));

        Assert.Null(error.ProcessId);
        Assert.Equal(worker, await executor.RunAsync(WorkerFunctions.ProcessId));
    }

    [Fact]
    public async Task Calls_of_the_same_chunk_survive_the_one_that_is_killed()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, Grace = TimeSpan.Zero });
        using var gate = new Gate();
        Executor strict = executor.With(new CallOptions { Timeout = TimeSpan.FromMilliseconds(500) });
        (string, int)[] items = [.. Enumerable.Range(0, 5).Select(n => (gate.Folder, n))];

        List<CallResult<int>> results = await strict.MapResultsAsync(
            items, HoldTheSecond, new MapOptions { MaxInFlight = 5, ChunkSize = 5 }).ToListAsync();

        Assert.IsType<CallTimeoutException>(results[1].Exception);
        Assert.Equal([0, 2, 3, 4], results.Where(result => result.IsSuccess).Select(result => result.Value));
    }

    [Fact]
    public async Task Kill_ends_deaf_calls_waiting_calls_and_workers()
    {
        var executor = Executor.Processes(2);
        using var gate = new Gate();
        Task<int>[] calls = [.. Enumerable.Range(0, 6).Select(n => executor.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, n))];
        await gate.UntilEnteredAsync(2);
        int[] workers = [.. executor.Snapshot().Workers.Select(worker => worker.ProcessId!.Value)];

        await executor.ShutdownAsync(ShutdownMode.Kill);

        Assert.All(calls, call => Assert.True(call.IsCanceled));
        Assert.All(workers, worker => Assert.False(ProcessTree.IsAlive(worker)));
        Assert.Empty(executor.Snapshot().Workers);
    }

    [Fact]
    public async Task Cancelling_what_waits_reaches_the_rest_of_a_chunk_that_a_worker_holds()
    {
        var executor = Executor.Processes(1);
        using var gate = new Gate();
        (string, int)[] items = [.. Enumerable.Range(0, 5).Select(n => (gate.Folder, n))];
        Task<List<CallResult<int>>> map = executor.MapResultsAsync(
            items, HoldTheFirst, new MapOptions { MaxInFlight = 5, ChunkSize = 5 }).ToListAsync().AsTask();
        await gate.UntilEnteredAsync(1);

        Task closed = executor.ShutdownAsync(ShutdownMode.CancelPending);
        gate.Open();
        await closed;

        List<CallResult<int>> results = await map;
        Assert.True(results[0].IsSuccess);
        Assert.All(results.Skip(1), result => Assert.IsAssignableFrom<OperationCanceledException>(result.Exception));
    }

    // A queue of calls that were all cancelled is one step for the worker that comes to it, not a step each on its stack.
    [Fact]
    public async Task Great_many_cancelled_calls_in_the_queue_cost_no_stack()
    {
        await using var executor = Executor.Processes(1);
        using var gate = new Gate();
        using var source = new CancellationTokenSource();
        Task<int> first = executor.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, 1);
        await gate.UntilEnteredAsync(1);
        Task<int>[] waiting = [.. Enumerable.Range(0, 30_000).Select(n => executor.RunAsync(WorkerFunctions.Double, n, source.Token))];

        await source.CancelAsync();
        gate.Open();

        Assert.Equal(1, await first);
        Assert.Equal(4, await executor.RunAsync(WorkerFunctions.Double, 2));
        Assert.All(waiting, call => Assert.True(call.IsCanceled));
    }

    private static int HoldTheFirst((string Gate, int Number) item) =>
        item.Number == 0 ? WorkerFunctions.PassAsProcess(item.Gate, item.Number) : item.Number;

    private static int HoldTheSecond((string Gate, int Number) item) =>
        item.Number == 1 ? WorkerFunctions.PassAsProcess(item.Gate, item.Number) : item.Number;
}
