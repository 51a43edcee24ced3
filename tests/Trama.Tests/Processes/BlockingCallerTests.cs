using System.Collections.Concurrent;
using System.Diagnostics;
using Trama.Tests.Conformance;
using Trama.Tests.Processes.Ipc.Rings;

namespace Trama.Tests.Processes;

/// <summary>
/// Threads that are not the shared pool's and block until their calls have ended: they read answers themselves, and see nothing else of it.
/// </summary>
public sealed class BlockingCallerTests(SharedPool pool) : IClassFixture<SharedPool>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ProcessExecutor _executor = pool.Executor;

    [Fact]
    public Task Answer_is_read_by_the_thread_that_waits_for_it() => OwnThread.Run(() =>
    {
        int readBy = 0;
        Executor recorded = _executor.With(new CallOptions { OnRecord = _ => readBy = Environment.CurrentManagedThreadId });
        long started = Stopwatch.GetTimestamp();
        while (readBy != Environment.CurrentManagedThreadId)
        {
            // Not every one: now and then the answer takes longer than looking for it pays.
            Assert.True(Stopwatch.GetElapsedTime(started) < Patience, "No answer was read by the thread that waited for it.");
            Assert.Equal(42, recorded.RunAsync(WorkerFunctions.Double, 21).GetAwaiter().GetResult());
        }
    });

    [Fact]
    public async Task Callers_at_one_time_get_each_their_own_answers()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 2 });
        await Task.WhenAll(Enumerable.Range(0, 4).Select(caller => OwnThread.Run(() =>
        {
            for (int i = 0; i < 2_000; i++)
                Assert.Equal(2 * (i + caller), executor.RunAsync(WorkerFunctions.Double, i + caller).Result);
        })));
    }

    [Fact]
    public Task Blocking_callers_take_no_answers_from_those_who_await() => OwnThread.Run(() =>
    {
        Task<int>[] awaited = [];
        Task batch = Task.Run(() => awaited = [.. Enumerable.Range(0, 20_000).Select(i => _executor.RunAsync(WorkerFunctions.Double, i))]);
        for (int i = 0; i < 200; i++)
            Assert.Equal(2 * i, _executor.RunAsync(WorkerFunctions.Double, i).Result);
        batch.Wait();
        Task.WaitAll(awaited);
        Assert.All(awaited, static (task, i) => Assert.Equal(2 * i, task.Result));
    });

    [Fact]
    public Task Waits_for_all_with_a_limit_or_with_a_token_are_waits_too() => OwnThread.Run(() =>
    {
        Task<int>[] calls = [.. Enumerable.Range(0, 100).Select(i => _executor.RunAsync(WorkerFunctions.Double, i))];
        Task.WaitAll(calls);
        Assert.True(_executor.RunAsync(WorkerFunctions.Double, 1).Wait(Patience));
        _executor.RunAsync(WorkerFunctions.Double, 1).Wait(new CancellationTokenSource().Token);

        using var gate = new Gate();
        Task<int> call = _executor.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, 5);
        Assert.False(call.Wait(TimeSpan.FromMilliseconds(20)));
        gate.Open();
        Assert.Equal(5, call.Result);
    });

    [Fact]
    public Task Function_that_takes_long_is_waited_for() => OwnThread.Run(() =>
    {
        using var gate = new Gate();
        Task<int> call = _executor.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, 5);
        var opener = new Timer(_ => gate.Open(), null, TimeSpan.FromMilliseconds(50), Timeout.InfiniteTimeSpan);
        Assert.Equal(5, call.Result);
        opener.Dispose();
    });

    [Fact]
    public Task Error_is_the_functions_with_its_stack() => OwnThread.Run(() =>
    {
        var error = Assert.Throws<FormatException>(() => _executor.RunAsync(WorkerFunctions.Throw, "no number").GetAwaiter().GetResult());
        Assert.Equal("no number", error.Message);
        Assert.Contains("WorkerFunctions.Throw", error.StackTrace!, StringComparison.Ordinal);
        Assert.DoesNotContain("HelpedTask", error.StackTrace!, StringComparison.Ordinal);
    });

    [Fact]
    public Task Crash_is_told() => OwnThread.Run(() =>
        Assert.Throws<WorkerCrashedException>(() => _executor.RunAsync(WorkerFunctions.Exit, 3).GetAwaiter().GetResult()));

    [Fact]
    public async Task Shutdown_by_force_cancels_what_runs_and_what_waits()
    {
        var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1 });
        using var gate = new Gate();
        Task<int>[] calls = [];
        var waiting = new ConcurrentBag<TaskStatus>();
        Task started = OwnThread.Run(() => calls =
            [executor.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, 1), executor.RunAsync(WorkerFunctions.Double, 1)]);
        await started;
        await gate.UntilEnteredAsync(1);
        Task[] waiters = [.. calls.Select(call => OwnThread.Run(() =>
        {
            Assert.ThrowsAny<OperationCanceledException>(() => call.GetAwaiter().GetResult());
            waiting.Add(call.Status);
        }))];

        await executor.ShutdownAsync(ShutdownMode.Kill);
        await Task.WhenAll(waiters);
        Assert.Equal([TaskStatus.Canceled, TaskStatus.Canceled], waiting);
    }

    [Fact]
    public Task Call_with_a_token_shows_that_token() => OwnThread.Run(() =>
    {
        using var source = new CancellationTokenSource();
        using var gate = new Gate();
        Task<string> call = _executor.RunAsync(WorkerFunctions.HeedToken, gate.Folder, source.Token);
        source.Cancel();
        var error = Assert.ThrowsAny<OperationCanceledException>(() => call.GetAwaiter().GetResult());
        Assert.Equal(source.Token, error.CancellationToken);
    });

    [Fact]
    public Task Timeout_ends_the_wait() => OwnThread.Run(() =>
    {
        using var gate = new Gate();
        Executor hasty = _executor.With(new CallOptions { Timeout = TimeSpan.FromMilliseconds(50) });
        Assert.Throws<CallTimeoutException>(() => hasty.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, 1).GetAwaiter().GetResult());
    });
}
