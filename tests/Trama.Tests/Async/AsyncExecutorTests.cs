using Trama.Testing;

namespace Trama.Tests.Async;

public sealed class AsyncExecutorTests
{
    private readonly List<ExecutorEvent> _events = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_interleave_on_one_thread_that_is_the_loops()
    {
        await using var executor = Executor.Async();
        var together = new TaskCompletionSource();
        var inside = 0;
        var threads = await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => executor.RunAsync(
            async () =>
            {
                if (++inside == 1000) // no race: one thread
                    together.SetResult();
                await together.Task;
                Assert.NotNull(EventLoop.Current);
                return Environment.CurrentManagedThreadId;
            },
            Token)));
        Assert.Single(threads.Distinct());
        Assert.NotEqual(Environment.CurrentManagedThreadId, threads[0]);
    }

    [Fact]
    public async Task No_more_than_the_concurrency_are_under_way()
    {
        await using var executor = Executor.Async(new() { Concurrency = 3 });
        var (inside, most) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => executor.RunAsync(
            async () =>
            {
                most = Math.Max(most, ++inside);
                await Task.Delay(1, Token);
                inside--;
            },
            Token)));
        Assert.Equal(3, most);
    }

    [Fact]
    public async Task A_call_that_awaits_its_own_full_loop_is_an_error_not_a_deadlock()
    {
        await using var executor = Executor.Async(new() { Concurrency = 1 });
        await Assert.ThrowsAsync<PoolDeadlockException>(() => executor.RunAsync(() => executor.RunAsync(() => 1, Token), Token));
        Assert.Equal(2, await executor.RunAsync(() => 2, Token)); // and the loop lives
    }

    [Fact]
    public async Task A_call_may_await_its_own_loop_where_there_is_room()
    {
        await using var unlimited = Executor.Async();
        Assert.Equal(1, await unlimited.RunAsync(() => unlimited.RunAsync(() => 1, Token), Token));
        await using var roomy = Executor.Async(new() { Concurrency = 2 });
        Assert.Equal(1, await roomy.RunAsync(() => roomy.RunAsync(() => 1, Token), Token));
    }

    [Fact]
    public async Task A_call_over_its_timeout_faults_and_its_function_keeps_its_place_until_it_returns()
    {
        await using var executor = Executor.Async(new() { Concurrency = 1 });
        var gate = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        var late = executor.With(new() { Timeout = TimeSpan.FromMilliseconds(20) }).RunAsync(
            async token =>
            {
                using var seen = token.Register(cancelled.SetResult);
                await gate.Task;
            },
            Token);
        await Assert.ThrowsAsync<CallTimeoutException>(() => late);
        await cancelled.Task; // it was asked to return
        var next = executor.RunAsync(() => 1, Token);
        Assert.False(next.IsCompleted);
        gate.SetResult();
        Assert.Equal(1, await next);
    }

    [Fact]
    public async Task A_killed_calls_function_is_cancelled_by_its_token()
    {
        var executor = Executor.Async(new() { OnEvent = Add });
        var started = new TaskCompletionSource();
        var cleanedUp = false;
        var call = executor.RunAsync(
            async token =>
            {
                started.SetResult();
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    await Task.Yield();
                    cleanedUp = true;
                }
            },
            Token);
        await started.Task;
        await executor.ShutdownAsync(ShutdownMode.Kill);
        Assert.True(call.IsCanceled);
        Assert.True(cleanedUp);
        Assert.Empty(_events.OfType<ExecutorEvent.Leftovers>());
    }

    [Fact]
    public async Task A_function_that_ignores_a_kill_is_reported()
    {
        var executor = Executor.Async(new() { OnEvent = Add });
        var started = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        var call = executor.RunAsync(
            () =>
            {
                started.SetResult();
                return never.Task;
            },
            Token);
        await started.Task;
        await executor.ShutdownAsync(ShutdownMode.Kill);
        Assert.True(call.IsCanceled);
        Assert.Single(Assert.Single(_events.OfType<ExecutorEvent.Leftovers>()).Work);
    }

    [Fact]
    public async Task The_initializer_runs_once_on_the_loop_before_the_first_call()
    {
        var (ran, thread) = (0, 0);
        await using var executor = Executor.Async(new()
        {
            Initializer = async () =>
            {
                await Task.Yield();
                (ran, thread) = (ran + 1, Environment.CurrentManagedThreadId);
            },
        });
        for (var i = 0; i < 3; i++)
        {
            var ranOn = await executor.RunAsync(() => Environment.CurrentManagedThreadId, Token);
            Assert.Equal((1, thread), (ran, ranOn));
        }
    }

    [Fact]
    public async Task A_failing_initializer_breaks_the_executor_for_every_waiting_and_later_call()
    {
        var thrown = new InvalidDataException("mine");
        await using var executor = Executor.Async(new() { Initializer = () => throw thrown });
        var calls = Enumerable.Range(0, 5).Select(_ => executor.RunAsync(() => 1, Token)).ToArray();
        foreach (var call in calls.Append(executor.RunAsync(() => 1, Token)))
            Assert.Same(thrown, (await Assert.ThrowsAsync<ExecutorBrokenException>(() => call)).InnerException);
        Assert.Equal("broken", executor.Snapshot().State);
    }

    [Fact]
    public async Task A_call_that_holds_the_loop_is_reported_by_its_name()
    {
        var time = new VirtualTimeProvider();
        await using var executor = Executor.Async(new() { TimeProvider = time, OnEvent = Add });
        await executor.RunAsync(() => time.Advance(TimeSpan.FromSeconds(1)), Token);
        await executor.RunAsync(() => { }, Token); // the report comes before the next callback
        var blocked = Assert.Single(_events.OfType<ExecutorEvent.LoopBlocked>());
        Assert.Equal(TimeSpan.FromSeconds(1), blocked.Held);
        Assert.StartsWith("AsyncExecutorTests.A_call_that_holds", blocked.Callback, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exception_that_no_task_carries_is_an_event_and_harms_no_call()
    {
        await using var executor = Executor.Async(new() { OnEvent = Add });
        await executor.RunAsync(() => EventLoop.Current!.Post(() => throw new InvalidDataException()), Token);
        Assert.Equal(1, await executor.RunAsync(() => 1, Token));
        Assert.IsType<InvalidDataException>(Assert.Single(_events.OfType<ExecutorEvent.CallbackFailed>()).Error);
    }

    [Fact]
    public async Task A_dropped_executor_finishes_its_calls_and_ends_its_loop()
    {
        var gate = new TaskCompletionSource();
        var (call, loop) = await StartAndDropAsync(gate);
        Collect();
        gate.SetResult();
        Assert.Equal(7, await call);
        for (var i = 0; i < 500 && !loop.Stopping.IsCancellationRequested; i++)
        {
            Collect();
            await Task.Delay(10, Token);
        }

        Assert.True(loop.Stopping.IsCancellationRequested);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_concurrency_below_one_is_refused(int concurrency) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = Executor.Async(new() { Concurrency = concurrency }); });

    [Fact]
    public async Task An_executor_that_was_never_used_shuts_down_at_once()
    {
        var executor = Executor.Async();
        Assert.Empty(executor.Snapshot().Workers);
        await executor.DisposeAsync();
        Assert.Equal("closed", executor.Snapshot().State);
    }

    private static async Task<(Task<int> Call, EventLoop Loop)> StartAndDropAsync(TaskCompletionSource gate)
    {
        var executor = Executor.Async();
        var loop = await executor.RunAsync(() => EventLoop.Current!, Token);
        return (executor.RunAsync(
            async () =>
            {
                await gate.Task;
                return 7;
            },
            Token), loop);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private void Add(ExecutorEvent happened)
    {
        lock (_events)
            _events.Add(happened);
    }
}
