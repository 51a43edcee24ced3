using System.Runtime.CompilerServices;
using Trama.Tests.Locking;

namespace Trama.Tests.Threads;

public sealed class ThreadExecutorTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_run_on_named_background_threads_outside_the_shared_pool()
    {
        await using ThreadExecutor executor = Executor.Threads(new() { Name = "mill", Priority = ThreadPriority.BelowNormal });

        var (name, background, pooled, priority) = await executor.RunAsync(() =>
        {
            Thread t = Thread.CurrentThread;
            return (t.Name, t.IsBackground, t.IsThreadPoolThread, t.Priority);
        }, Stop);

        Assert.Equal(("mill #1", true, false, ThreadPriority.BelowNormal), (name, background, pooled, priority));
    }

    [Fact]
    public async Task Calls_one_after_the_other_use_one_thread()
    {
        await using ThreadExecutor executor = Executor.Threads(8);
        var threads = new HashSet<int>();
        for (int i = 0; i < 200; i++)
            threads.Add(await executor.RunAsync(() => Environment.CurrentManagedThreadId, Stop));

        Assert.Single(threads);
        Assert.Single(executor.Snapshot().Workers);
    }

    [Fact]
    public async Task Call_does_not_wait_for_a_thread_whose_call_has_ended_but_is_still_being_recorded()
    {
        await using ThreadExecutor executor = Executor.Threads(2);
        using var recording = new ManualResetEventSlim();
        using var recorded = new ManualResetEventSlim();
        Executor slow = executor.With(new CallOptions { OnRecord = _ => { recording.Set(); recorded.Wait(Stop); } });
        Task<int> first = slow.RunAsync(() => 1, Stop);
        recording.Wait(Stop);

        Assert.Equal(2, await executor.RunAsync(() => 2, Stop));

        Assert.False(first.IsCompleted);
        recorded.Set();
        Assert.Equal(1, await first);
    }

    [Fact]
    public async Task Many_blocking_calls_use_exactly_the_allowed_number_of_threads()
    {
        const int Workers = 3;
        await using ThreadExecutor executor = Executor.Threads(Workers);
        using var gate = new ManualResetEventSlim();
        Task<int>[] calls = [.. Enumerable.Range(0, 15 * Workers).Select(_ => executor.RunAsync(() =>
        {
            gate.Wait(Stop);
            return Environment.CurrentManagedThreadId;
        }, Stop))];

        Actor.Until(() => executor.Snapshot().Running == Workers);
        Assert.Equal(Workers, executor.Snapshot().Workers.Count);
        gate.Set();

        Assert.Equal(Workers, (await Task.WhenAll(calls)).Distinct().Count());
    }

    [Fact]
    public async Task Calls_that_need_each_other_at_the_same_time_get_a_thread_each()
    {
        await using ThreadExecutor executor = Executor.Threads(4);
        using var meeting = new Barrier(4);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => executor.RunAsync(() => meeting.SignalAndWait(Stop), Stop)));

        Assert.Equal(4, executor.Snapshot().Workers.Count);
    }

    [Fact]
    public async Task Idle_thread_ends_after_its_time_and_the_next_call_starts_another()
    {
        var time = new ManualTime();
        List<ExecutorEvent> events = [];
        await using ThreadExecutor executor = Executor.Threads(new()
        {
            Workers = 2,
            TimeProvider = time,
            IdleTimeout = TimeSpan.FromSeconds(7),
            OnEvent = Note,
        });
        await executor.RunAsync(() => { }, Stop);
        Actor.Until(() => time.Timers == 1);

        time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Single(executor.Snapshot().Workers);
        time.Advance(TimeSpan.FromSeconds(0.1));
        Actor.Until(() => executor.Snapshot().Workers.Count == 0);

        Assert.Equal(1, await executor.RunAsync(() => 1, Stop));
        Assert.Equal(2, Assert.Single(executor.Snapshot().Workers).Id);
        lock (events)
            Assert.Equal(["WorkerStarted", "WorkerRecycled", "WorkerStarted"], events.Select(e => e.GetType().Name));

        void Note(ExecutorEvent e)
        {
            lock (events) events.Add(e);
        }
    }

    [Fact]
    public async Task Warming_up_starts_all_threads()
    {
        int initialised = 0;
        await using ThreadExecutor executor = Executor.Threads(new()
        {
            Workers = 3,
            Initializer = () => Interlocked.Increment(ref initialised),
        });

        await executor.WarmUpAsync(Stop);

        Assert.Equal(3, initialised);
        Assert.Equal([1, 2, 3], executor.Snapshot().Workers.Select(w => w.Id).Order());
    }

    [Fact]
    public async Task Stack_size_gives_deeper_recursion()
    {
        await using ThreadExecutor small = Executor.Threads(new() { StackSize = 256 * 1024 });
        await using ThreadExecutor large = Executor.Threads(new() { StackSize = 16 * 1024 * 1024 });

        int shallow = await small.RunAsync(Depth, 0, Stop);
        int deep = await large.RunAsync(Depth, 0, Stop);

        Assert.True(deep > 8 * shallow, $"{deep} frames against {shallow}");
    }

    [Fact]
    public async Task Asynchronous_function_goes_on_and_ends_on_its_own_thread()
    {
        await using ThreadExecutor executor = Executor.Threads(2);

        int[] threads = await executor.RunAsync(async () =>
        {
            int before = Environment.CurrentManagedThreadId;
            await Task.Yield();
            int after = Environment.CurrentManagedThreadId;
            await Task.Run(() => { }, Stop);
            return new[] { before, after, Environment.CurrentManagedThreadId };
        }, Stop);

        Assert.Single(threads.Distinct());
    }

    [Fact]
    public async Task Continuation_does_not_run_on_the_worker()
    {
        await using ThreadExecutor executor = Executor.Threads(1);
        using var gate = new ManualResetEventSlim();

        // Attached before the call can end, and willing to run on whatever thread ends it.
        Task<int> call = executor.RunAsync(() => { gate.Wait(Stop); return Environment.CurrentManagedThreadId; }, Stop);
        Task<int> after = call.ContinueWith(
            _ => Environment.CurrentManagedThreadId, Stop, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        gate.Set();

        Assert.NotEqual(await call, await after);
    }

    [Fact]
    public async Task Higher_priority_runs_first_and_equal_ones_in_order()
    {
        await using ThreadExecutor executor = Executor.Threads(1);
        using var gate = new ManualResetEventSlim();
        List<string> order = [];
        Task first = executor.RunAsync(() => gate.Wait(Stop), Stop);
        Actor.Until(() => executor.Snapshot().Running == 1);

        Task[] calls = [.. new[] { (0, "a"), (-1, "low"), (0, "b"), (5, "x"), (9, "top"), (5, "y") }.Select(
            c => executor.With(new() { Priority = c.Item1 }).RunAsync(name => order.Add(name), c.Item2, Stop))];
        gate.Set();
        await Task.WhenAll([first, .. calls]);

        Assert.Equal(["top", "x", "y", "a", "b", "low"], order);
    }

    [Theory]
    [InlineData("TRM0140")]
    [InlineData("TRM0141")]
    [InlineData("TRM0142")]
    [InlineData("TRM0143")]
    [InlineData("TRM0144")]
    public void Options_out_of_range_are_refused(string id)
    {
        ThreadExecutorOptions bad = id switch
        {
            "TRM0140" => new() { Workers = 0 },
            "TRM0141" => new() { IdleTimeout = TimeSpan.Zero },
            "TRM0142" => new() { Priority = (ThreadPriority)99 },
            "TRM0143" => new() { StackSize = 1 },
            _ => new() { MaxAbandoned = -1 },
        };

        Assert.Contains(id, Assert.Throws<ArgumentOutOfRangeException>(() => Executor.Threads(bad)).Message, StringComparison.Ordinal);
    }

    private static int Depth(int depth) => RuntimeHelpers.TryEnsureSufficientExecutionStack() ? Depth(depth + 1) + 1 : 0;
}
