using Trama.Tests.Locking;

namespace Trama.Tests.Threads;

/// <summary>What a call must not see of others: their context, their lock, their wait for each other.</summary>
public sealed class ThreadExecutorIsolationTests
{
    private static readonly AsyncLocal<string?> Ambient = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Async_locals_flow_in_and_do_not_reach_the_next_call_on_the_thread()
    {
        await using ThreadExecutor executor = Executor.Threads(1);
        Ambient.Value = "outer";

        Assert.Equal("outer", await executor.RunAsync(ReadAndSet, Stop));
        Assert.Equal("outer", await executor.RunAsync(ReadAndSet, Stop));
        Assert.Equal("outer", Ambient.Value);
    }

    [Fact]
    public async Task Call_without_a_flowing_context_leaves_nothing_behind_either()
    {
        await using ThreadExecutor executor = Executor.Threads(1);
        for (int i = 0; i < 3; i++)
        {
            Task<string?> call;
            using (ExecutionContext.SuppressFlow())
                call = executor.RunAsync(ReadAndSet, Stop);
            Assert.Null(await call);
        }
    }

    [Fact]
    public async Task Synchronization_context_set_by_a_function_does_not_reach_the_next_call()
    {
        await using ThreadExecutor executor = Executor.Threads(1);
        Task<bool> call;
        using (ExecutionContext.SuppressFlow())
        {
            call = executor.RunAsync(
                () =>
                {
                    SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
                    return true;
                },
                Stop);
        }

        await call;
        Assert.True(await executor.RunAsync(() => SynchronizationContext.Current is null, Stop));
    }

    [Fact]
    public async Task With_one_worker_a_nested_call_fails_at_once()
    {
        await using ThreadExecutor executor = Executor.Threads(1);

        await Assert.ThrowsAsync<PoolDeadlockException>(
            () => executor.RunAsync(() => executor.RunAsync(() => 1, Stop).GetAwaiter().GetResult(), Stop));
        await Assert.ThrowsAsync<PoolDeadlockException>(
            () => executor.RunAsync(async () => await executor.RunAsync(() => 1, Stop), Stop));
        Assert.Equal(1, await executor.RunAsync(() => 1, Stop));
    }

    [Fact]
    public async Task Nested_call_runs_while_a_worker_is_left_for_it()
    {
        await using ThreadExecutor executor = Executor.Threads(2);

        int sum = await executor.RunAsync(
            () => Enumerable.Range(1, 10).Sum(n => executor.RunAsync(x => x, n, Stop).GetAwaiter().GetResult()), Stop);

        Assert.Equal(55, sum);
    }

    [Fact]
    public async Task Nested_call_that_would_leave_no_worker_fails_and_the_others_go_on()
    {
        const int Workers = 3;
        await using ThreadExecutor executor = Executor.Threads(Workers);
        using var meeting = new Barrier(Workers);

        Task<int>[] calls = [.. Enumerable.Range(0, Workers).Select(n => executor.RunAsync(
            () =>
            {
                meeting.SignalAndWait(Stop);
                return executor.RunAsync(() => n, Stop).GetAwaiter().GetResult();
            },
            Stop))];

        await Task.WhenAll(calls.Select(c => c.ContinueWith(_ => { }, Stop, TaskContinuationOptions.None, TaskScheduler.Default)));
        Assert.Contains(calls, c => c.IsCompletedSuccessfully);
        Assert.All(calls.Where(c => c.IsFaulted), c => Assert.IsType<PoolDeadlockException>(c.Exception!.InnerException));
    }

    [Fact]
    public async Task Nested_call_never_waits_for_room_in_the_queue()
    {
        await using ThreadExecutor executor = Executor.Threads(new() { Workers = 2, QueueCapacity = 1 });
        using var gate = new ManualResetEventSlim();
        Task blocked = executor.RunAsync(() => gate.Wait(Stop), Stop);
        Task<string> nested = executor.RunAsync(
            () =>
            {
                Actor.Until(() => executor.Snapshot().Running == 2 && executor.Snapshot().Queued == 1);
                return Assert.Throws<QueueFullException>(() => { _ = executor.RunAsync(() => 1, Stop); }).Message;
            },
            Stop);
        Actor.Until(() => executor.Snapshot().Running == 2);
        Task queued = executor.RunAsync(() => { }, Stop);

        Assert.Contains("TRM0012", await nested, StringComparison.Ordinal);
        gate.Set();
        await Task.WhenAll(blocked, queued);
    }

    [Fact]
    public async Task Worker_holds_the_lock_while_it_runs_a_call()
    {
        var gil = new ExecutionLock();
        await using ThreadExecutor executor = Executor.Threads(new() { Workers = 4, Lock = gil });
        int inside = 0;
        int overlaps = 0;

        await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => executor.RunAsync(
            () =>
            {
                if (!gil.IsHeldByCurrentThread || ++inside != 1)
                    overlaps++;
                Thread.Yield();
                inside--;
            },
            Stop)));

        Assert.Equal(0, overlaps);

        // The last worker lets go of the lock after its call's task is complete.
        Actor.Until(() => !gil.Snapshot().IsHeld);
    }

    [Fact]
    public async Task Asynchronous_function_lets_go_of_the_lock_while_it_waits_and_has_it_when_it_goes_on()
    {
        var gil = new ExecutionLock();
        await using ThreadExecutor executor = Executor.Threads(new() { Workers = 2, Lock = gil });
        var signal = new TaskCompletionSource();

        Task<bool> waiting = executor.RunAsync(
            async () =>
            {
                await signal.Task;
                return gil.IsHeldByCurrentThread;
            },
            Stop);
        Task<bool> signalling = executor.RunAsync(
            () =>
            {
                Actor.Until(() => gil.Snapshot().Suspended == 1);
                signal.SetResult();
                return gil.IsHeldByCurrentThread;
            },
            Stop);

        Assert.True(await waiting);
        Assert.True(await signalling);
    }

    [Fact]
    public async Task Call_that_waits_for_the_lock_can_be_cancelled_and_killed()
    {
        var gil = new ExecutionLock();
        ThreadExecutor executor = Executor.Threads(new() { Workers = 2, Lock = gil });
        using var source = new CancellationTokenSource();
        Task cancelled, killed;
        var holder = new ManualResetEventSlim();
        var actor = new Actor(() =>
        {
            using (gil.EnterScope(Stop)) holder.Wait(Stop);
        });
        Actor.Until(() => gil.Snapshot().IsHeld);
        cancelled = executor.RunAsync(() => { }, source.Token);
        killed = executor.RunAsync(() => { }, Stop);
        Actor.Until(() => gil.Snapshot().Waiting > 0);

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await executor.ShutdownAsync(ShutdownMode.Kill);

        Assert.True(killed.IsCanceled);
        Assert.Equal(0, gil.Snapshot().Waiting);
        holder.Set();
        actor.Join();
    }

    [Fact]
    public async Task Many_callers_and_threads_that_come_and_go_lose_no_call()
    {
        const int Callers = 4;
        const int Rounds = 1_500;
        await using ThreadExecutor executor = Executor.Threads(new() { Workers = 3, IdleTimeout = TimeSpan.FromMilliseconds(1) });
        int ran = 0;

        await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(
            async () =>
            {
                for (int i = 0; i < Rounds; i++)
                {
                    Assert.Equal(i, await executor.RunAsync(Count, i, Stop));
                    if (i % 100 == caller)
                        await Task.Delay(2, Stop);
                }
            },
            Stop)));

        Assert.Equal(Callers * Rounds, ran);
        Assert.Equal((0, 0), (executor.Snapshot().Queued, executor.Snapshot().Running));

        int Count(int n)
        {
            Interlocked.Increment(ref ran);
            return n;
        }
    }

    private static string? ReadAndSet()
    {
        string? before = Ambient.Value;
        Ambient.Value = "inner";
        return before;
    }
}
