using System.Runtime.CompilerServices;
using Trama.Tests.Locking;

namespace Trama.Tests.Threads;

/// <summary>Timeouts, abandoned threads, initialisers that fail, shutdown, and an executor that is dropped.</summary>
public sealed class ThreadExecutorEndingTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private readonly ManualTime _time = new();
    private readonly List<ExecutorEvent> _events = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Call_over_its_timeout_ends_at_once_its_token_is_cancelled_and_its_thread_is_replaced()
    {
        await using ThreadExecutor executor = Make();
        using var gate = new ManualResetEventSlim();
        CancellationToken seen = default;
        Task stuck = executor.With(new() { Timeout = Limit }).RunAsync(
            token =>
            {
                seen = token;
                gate.Wait(Stop);
            },
            Stop);
        Actor.Until(() => seen.CanBeCanceled);
        Task<int> waiting = executor.RunAsync(() => Environment.CurrentManagedThreadId, Stop);

        _time.Advance(Limit);

        var error = await Assert.ThrowsAsync<CallTimeoutException>(() => stuck);
        Assert.Equal(Limit, error.Timeout);
        Assert.True(seen.IsCancellationRequested);
        Assert.NotEqual(0, await waiting);
        Assert.Equal(["stopping"], executor.Snapshot().Workers.Where(w => w.Id == 1).Select(w => w.State));
        Assert.Equal((1, 1), Events<ExecutorEvent.ThreadAbandoned>().Select(e => (e.Worker, e.Abandoned)).Single());

        gate.Set();
        Actor.Until(() => executor.Snapshot().Workers.All(w => w.Id != 1));
    }

    [Fact]
    public async Task Items_chunked_behind_one_that_timed_out_still_run()
    {
        await using ThreadExecutor executor = Make();
        using var gate = new ManualResetEventSlim();
        using var stuck = new ManualResetEventSlim();
        Executor strict = executor.With(new() { Timeout = Limit });
        Task<List<CallResult<int>>> all = Task.Run(
            async () =>
            {
                var options = new MapOptions { ChunkSize = 4, MaxInFlight = 8 };
                List<CallResult<int>> results = [];
                await foreach (CallResult<int> result in strict.MapResultsAsync([0, 1, 2, 3], Work, options, Stop))
                    results.Add(result);
                return results;
            },
            Stop);
        stuck.Wait(Stop);

        _time.Advance(Limit);

        List<CallResult<int>> ended = await all;
        gate.Set();
        Assert.IsType<CallTimeoutException>(ended[0].Exception);
        Assert.Equal([10, 20, 30], ended.Skip(1).Select(r => r.Value));

        int Work(int n)
        {
            if (n == 0)
            {
                stuck.Set();
                gate.Wait(Stop);
            }

            return n * 10;
        }
    }

    [Fact]
    public async Task More_abandoned_threads_than_allowed_break_the_executor()
    {
        await using ThreadExecutor executor = Make(new() { Workers = 1, MaxAbandoned = 0 });
        using var gate = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        Task stuck = executor.With(new() { Timeout = Limit }).RunAsync(
            () =>
            {
                entered.Set();
                gate.Wait(Stop);
            },
            Stop);
        entered.Wait(Stop);
        Task waiting = executor.RunAsync(() => { }, Stop);

        _time.Advance(Limit);

        await Assert.ThrowsAsync<CallTimeoutException>(() => stuck);
        var broken = await Assert.ThrowsAsync<ExecutorBrokenException>(() => waiting);
        Assert.Contains("MaxAbandoned", broken.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ExecutorBrokenException>(() => executor.RunAsync(() => { }, Stop));
        Assert.Equal("broken", executor.Snapshot().State);
        gate.Set();
    }

    [Fact]
    public async Task Initializer_runs_once_on_each_thread_before_its_first_call()
    {
        var ran = new ThreadLocal<int>();
        await using ThreadExecutor executor = Make(new() { Workers = 2, Initializer = () => ran.Value++ });
        using var meeting = new Barrier(2);

        int[] seen = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => executor.RunAsync(
            () =>
            {
                meeting.SignalAndWait(Stop);
                return ran.Value;
            },
            Stop)));

        Assert.Equal([1, 1, 1, 1, 1, 1], seen);
    }

    [Fact]
    public async Task Failing_initializer_breaks_the_executor_for_waiting_and_later_calls_and_warm_up()
    {
        await using ThreadExecutor executor = Make(new() { Workers = 2, Initializer = () => throw new FormatException("no dictionary") });

        Task[] waiting = [.. Enumerable.Range(0, 5).Select(_ => executor.RunAsync(() => { }, Stop))];

        foreach (Task call in waiting)
            Assert.IsType<FormatException>((await Assert.ThrowsAsync<ExecutorBrokenException>(() => call)).InnerException);
        var later = await Assert.ThrowsAsync<ExecutorBrokenException>(() => executor.RunAsync(() => { }, Stop));
        Assert.Contains("no dictionary", later.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ExecutorBrokenException>(() => executor.WarmUpAsync(Stop));
        Assert.Single(Events<ExecutorEvent.Broken>());
    }

    [Fact]
    public async Task Kill_ends_waiting_and_running_calls_and_says_which_threads_run_on()
    {
        ThreadExecutor executor = Make();
        using var gate = new ManualResetEventSlim();
        Task running = executor.RunAsync(() => gate.Wait(Stop), Stop);
        Task waiting = executor.RunAsync(() => { }, Stop);
        Actor.Until(() => executor.Snapshot().Running == 1);

        await executor.ShutdownAsync(ShutdownMode.Kill);

        Assert.True(running.IsCanceled);
        Assert.True(waiting.IsCanceled);
        Assert.Single(Events<ExecutorEvent.ThreadAbandoned>());
        Assert.Equal("closed", executor.Snapshot().State);
        gate.Set();
        Actor.Until(() => executor.Snapshot().Workers.Count == 0);
    }

    [Fact]
    public async Task Kill_ends_a_chunk_that_is_under_way()
    {
        ThreadExecutor executor = Make();
        using var gate = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        int ran = 0;
        Task map = Task.Run(
            async () =>
            {
                await foreach (int _ in executor.MapAsync([1, 2, 3], Work, new() { ChunkSize = 3, MaxInFlight = 6 }, Stop))
                {
                }
            },
            Stop);
        started.Wait(Stop);

        await executor.ShutdownAsync(ShutdownMode.Kill);
        gate.Set();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => map);
        Actor.Until(() => executor.Snapshot().Workers.Count == 0);
        Assert.Equal(1, ran);

        int Work(int n)
        {
            ran++;
            started.Set();
            gate.Wait(Stop);
            return n;
        }
    }

    [Fact]
    public async Task Drained_executor_has_no_threads_left()
    {
        ThreadExecutor executor = Make(new() { Workers = 3 });
        Task<int>[] calls = [.. Enumerable.Range(0, 50).Select(n => executor.RunAsync(x => x * 2, n, Stop))];

        await executor.ShutdownAsync();

        Assert.Equal(Enumerable.Range(0, 50).Select(n => n * 2), calls.Select(c => c.Result));
        Assert.Empty(executor.Snapshot().Workers);
    }

    [Fact]
    public void Dropped_executor_finishes_its_calls_and_its_threads_end()
    {
        using var gate = new ManualResetEventSlim();
        (Task<int> call, Func<Thread?> thread) = StartAndDrop(gate);
        CollectGarbage();
        Assert.False(call.IsCompleted);

        gate.Set();
        Actor.Until(() => call.IsCompletedSuccessfully);

        Actor.Until(() =>
        {
            CollectGarbage();
            return thread() is not { IsAlive: true };
        });
    }

    [Fact]
    public async Task Interrupt_that_a_function_left_pending_harms_no_later_call()
    {
        await using ThreadExecutor executor = Make(new() { Workers = 1 });
        for (int i = 0; i < 20; i++)
        {
            await executor.RunAsync(() => Thread.CurrentThread.Interrupt(), Stop);
            Assert.Equal(i, await executor.RunAsync(n => n, i, Stop));
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (Task<int> Call, Func<Thread?> Thread) StartAndDrop(ManualResetEventSlim gate)
    {
        ThreadExecutor executor = Executor.Threads(new() { Workers = 1, IdleTimeout = Timeout.InfiniteTimeSpan });
        WeakReference<Thread>? thread = null;
        Task<int> call = executor.RunAsync(
            () =>
            {
                Volatile.Write(ref thread, new(Thread.CurrentThread));
                gate.Wait(Stop);
                return 1;
            },
            Stop);
        Actor.Until(() => Volatile.Read(ref thread) is not null);
        return (call, () => thread!.TryGetTarget(out Thread? t) ? t : null);
    }

    private static void CollectGarbage()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private ThreadExecutor Make(ThreadExecutorOptions? options = null) =>
        Executor.Threads((options ?? new() { Workers = 1 }) with { TimeProvider = _time, OnEvent = Note });

    private void Note(ExecutorEvent happening)
    {
        lock (_events)
            _events.Add(happening);
    }

    private List<T> Events<T>()
    {
        lock (_events)
            return [.. _events.OfType<T>()];
    }
}
