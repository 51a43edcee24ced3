namespace Trama.Tests.Conformance;

public sealed class ThreadConformanceTests : PooledConformance
{
    private static readonly ThreadLocal<int> Initialized = new();

    protected override Executor Create(int workers = 2) => Executor.Threads(workers);

    protected override Executor CreateBounded(int workers, int capacity, QueueFullMode mode) =>
        Executor.Threads(new ThreadExecutorOptions { Workers = workers, QueueCapacity = capacity, QueueFullMode = mode });

    // 22
    [Fact]
    public async Task Initializer_runs_once_per_worker_before_its_first_call()
    {
        await using Executor executor = Executor.Threads(new ThreadExecutorOptions { Workers = 2, Initializer = () => Initialized.Value++ });
        using var gate = new Gate();
        Task<int>[] calls = [.. Enumerable.Range(0, 6).Select(id => executor.RunAsync(SeenBehind, gate.Folder, id))];
        await gate.UntilEnteredAsync(2);
        gate.Open();

        Assert.All(await Task.WhenAll(calls), seen => Assert.Equal(1, seen));
    }

    // 22
    [Fact]
    public async Task Failing_initializer_breaks_the_executor_and_every_call_gets_its_error()
    {
        await using Executor executor = Executor.Threads(new ThreadExecutorOptions { Workers = 2, Initializer = Fail });

        Task<int>[] calls = [.. Enumerable.Range(0, 5).Select(n => executor.RunAsync(Work.Square, n))];
        foreach (Task<int> call in calls)
        {
            var error = await Assert.ThrowsAsync<ExecutorBrokenException>(() => call);
            Assert.Equal("initializer", Assert.IsType<FormatException>(error.InnerException).Message);
        }

        await Assert.ThrowsAsync<ExecutorBrokenException>(() => executor.RunAsync(Work.Answer));
        Assert.Equal("broken", executor.Snapshot().State);

        static void Fail() => throw new FormatException("initializer");
    }

    // 34
    [Fact]
    public async Task Call_that_awaits_its_own_full_pool_is_an_error_not_a_deadlock()
    {
        await using Executor executor = CreateSmall();

        await Assert.ThrowsAsync<PoolDeadlockException>(
            () => executor.RunAsync(() => executor.RunAsync(Work.Answer).GetAwaiter().GetResult()));

        Assert.Equal(42, await executor.RunAsync(Work.Answer));
    }

    // 19: the thread cannot be ended, so the call ends without it and another thread takes its place.
    [Fact]
    public async Task Function_that_ignores_its_timeout_is_left_behind_and_its_thread_replaced()
    {
        await using Executor executor = CreateSmall();
        using var gate = new Gate();
        Executor strict = executor.With(new CallOptions { Timeout = TimeSpan.FromMilliseconds(100) });

        await Assert.ThrowsAsync<CallTimeoutException>(() => strict.RunAsync(Gate.PassBlocking, gate.Folder, 1));

        Assert.Equal(42, await executor.RunAsync(Work.Answer));
    }

    private static int SeenBehind(string gate, int id)
    {
        Gate.PassBlocking(gate, id);
        return Initialized.Value;
    }
}
