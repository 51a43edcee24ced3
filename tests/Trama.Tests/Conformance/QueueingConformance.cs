namespace Trama.Tests.Conformance;

/// <summary>What holds for every executor whose calls wait for a worker: all but inline.</summary>
public abstract class QueueingConformance : ExecutorConformance
{
    /// <summary>As <see cref="ExecutorConformance.Create"/>, with a bounded queue.</summary>
    protected abstract Executor CreateBounded(int workers, int capacity, QueueFullMode mode);

    // 9
    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Number_of_workers_below_one_is_refused_at_construction(int workers)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => { Create(workers); });

        Assert.Contains($"{workers}", error.Message, StringComparison.Ordinal);
    }

    // 10
    [Fact]
    public async Task Saturated_executor_runs_as_many_calls_as_it_has_workers()
    {
        await using Executor executor = Create(workers: 3);
        using var gate = new Gate();
        Task<int>[] calls = [.. Enumerable.Range(0, 45).Select(id => executor.RunAsync(Gate.PassAsync, gate.Folder, id))];
        await gate.UntilEnteredAsync(3);

        ExecutorSnapshot snapshot = executor.Snapshot();
        Assert.Equal((3, 42), (snapshot.Running, snapshot.Queued));

        gate.Open();
        Assert.Equal(Enumerable.Range(0, 45), await Task.WhenAll(calls));
    }

    // 14
    [Fact]
    public async Task Cancel_pending_cancels_what_waits_finishes_what_runs_and_leaves_nothing_pending()
    {
        Executor executor = Create(workers: 2);
        using var gate = new Gate();
        Task<int>[] calls = [.. Enumerable.Range(0, 50).Select(id => executor.RunAsync(Gate.PassAsync, gate.Folder, id))];
        await gate.UntilEnteredAsync(2);

        Task shutdown = executor.ShutdownAsync(ShutdownMode.CancelPending);
        gate.Open();
        await shutdown;

        Assert.Equal((48, 2), (calls.Count(call => call.IsCanceled), calls.Count(call => call.IsCompletedSuccessfully)));
    }

    [Fact]
    public async Task Kill_leaves_no_call_pending_running_or_queued()
    {
        Executor executor = CreateSmall();
        using var gate = new Gate();
        Task<int>[] calls = [.. Enumerable.Range(0, 5).Select(id => executor.RunAsync(Gate.PassAsync, gate.Folder, id))];
        await gate.UntilEnteredAsync(1);

        await executor.ShutdownAsync(ShutdownMode.Kill);

        Assert.All(calls, call => Assert.True(call.IsCompleted && !call.IsCompletedSuccessfully));
        Assert.Equal("closed", executor.Snapshot().State);
    }

    // 20
    [Fact]
    public async Task Queued_call_that_is_cancelled_never_starts_and_carries_the_callers_token()
    {
        Executor executor = CreateSmall();
        using var gate = new Gate();
        using var source = new CancellationTokenSource();
        Task<int> running = executor.RunAsync(Gate.PassAsync, gate.Folder, 1);
        await gate.UntilEnteredAsync(1);
        Task<int> queued = executor.RunAsync(Gate.PassAsync, gate.Folder, 2, source.Token);

        await source.CancelAsync();
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queued);

        Assert.True(queued.IsCanceled);
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.False(running.IsCompleted);
        gate.Open();
        await executor.ShutdownAsync();
        Assert.False(gate.HasEntered(2));
    }

    [Fact]
    public async Task Queued_call_over_its_queue_timeout_fails_and_never_starts()
    {
        Executor executor = CreateSmall();
        using var gate = new Gate();
        Task<int> running = executor.RunAsync(Gate.PassAsync, gate.Folder, 1);
        await gate.UntilEnteredAsync(1);
        Executor impatient = executor.With(new CallOptions { QueueTimeout = TimeSpan.FromMilliseconds(50) });

        await Assert.ThrowsAsync<QueueTimeoutException>(() => impatient.RunAsync(Gate.PassAsync, gate.Folder, 2));

        gate.Open();
        Assert.Equal(1, await running);
        await executor.ShutdownAsync();
        Assert.False(gate.HasEntered(2));
    }

    [Fact]
    public async Task Full_queue_that_rejects_says_so_at_the_call()
    {
        await using Executor executor = CreateBounded(workers: 1, capacity: 1, QueueFullMode.Reject);
        using var gate = new Gate();
        Task<int> running = executor.RunAsync(Gate.PassAsync, gate.Folder, 1);
        await gate.UntilEnteredAsync(1);
        Task<int> queued = executor.RunAsync(Gate.PassAsync, gate.Folder, 2);

        var error = await Assert.ThrowsAsync<QueueFullException>(() => executor.RunAsync(Gate.PassAsync, gate.Folder, 3));

        Assert.Equal(1, error.Capacity);
        gate.Open();
        int[] results = await Task.WhenAll(running, queued);
        Assert.Equal([1, 2], results);
    }

    [Fact]
    public async Task Map_keeps_within_a_queue_that_rejects_however_wide_its_window()
    {
        await using Executor executor = CreateBounded(workers: 1, capacity: 2, QueueFullMode.Reject);
        using var gate = new Gate();
        IEnumerable<(string, int)> items = Enumerable.Range(1, 12).Select(n => (gate.Folder, n));
        Task<List<CallResult<int>>> all = ToListAsync(executor.MapResultsAsync(items, Work.HoldFirst, new() { MaxInFlight = 10 }));
        await gate.UntilEnteredAsync(1);

        gate.Open();

        Assert.Equal(Enumerable.Range(1, 12), (await all).Select(static result => result.Value));
    }

    [Fact]
    public async Task Waiting_calls_of_higher_priority_run_first_and_equal_ones_in_their_order()
    {
        await using Executor executor = Create(workers: 1);
        using var gate = new Gate();
        Task<int> running = executor.RunAsync(Gate.PassAsync, gate.Folder, 1);
        await gate.UntilEnteredAsync(1);

        // Submitted the other way round, but for the two that are equal.
        Task<int> last = Submit(-1);
        Task<int> third = Submit(0);
        Task<int> fourth = Submit(0);
        Task<int> second = Submit(5);
        Task<int> first = Submit(9);
        gate.Open();

        int[] order = await Task.WhenAll(first, second, third, fourth, last);
        Assert.Equal(order.Order(), order);
        Assert.Equal(1, await running);

        Task<int> Submit(int priority) => executor.With(new CallOptions { Priority = priority }).RunAsync(Work.NextNumber);
    }

    // 21
    [Fact]
    public async Task Continuation_that_blocks_or_throws_harms_no_other_call()
    {
        await using Executor executor = CreateSmall();
        using var gate = new Gate();
        using var release = new ManualResetEventSlim();
        Task<int> first = executor.RunAsync(Gate.PassAsync, gate.Folder, 1);
        await gate.UntilEnteredAsync(1);

        // Synchronously, if the executor lets them: then they would hold the worker, or tear it down.
        Task blocked = first.ContinueWith(_ => release.Wait(), TaskScheduler.Default);
        Task threw = first.ContinueWith(_ => throw new FormatException(), TaskContinuationOptions.ExecuteSynchronously);
        Task held = first.ContinueWith(_ => release.Wait(), TaskContinuationOptions.ExecuteSynchronously);
        gate.Open();

        Assert.Equal(9, await executor.RunAsync(Work.Square, 3).WaitAsync(TimeSpan.FromSeconds(20)));
        release.Set();
        await Task.WhenAll(blocked, held);
        await Assert.ThrowsAsync<FormatException>(() => threw);
    }
}
