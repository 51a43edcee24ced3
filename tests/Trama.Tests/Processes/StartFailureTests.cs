using System.Collections.Concurrent;
using Trama.Tests.Conformance;

namespace Trama.Tests.Processes;

/// <summary>Workers that can't start, or not in time, or whose initialiser fails: the pool says why, and never loops or hangs.</summary>
public sealed class StartFailureTests
{
    private static int _initialised;

    // 22
    [Fact]
    public async Task Initialiser_runs_once_in_each_worker_before_its_first_call()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, Initializer = Initialise });

        Assert.Equal(1, await executor.RunAsync(Initialised));
        Assert.Equal(1, await executor.RunAsync(Initialised));
    }

    // 22
    [Fact]
    public async Task Initialiser_that_fails_breaks_the_pool_with_its_error()
    {
        var events = new ConcurrentQueue<ExecutorEvent>();
        await using var executor = Executor.Processes(new ProcessExecutorOptions
        {
            Workers = 2,
            Initializer = static () => WorkerFunctions.Throw("no licence"),
            OnEvent = events.Enqueue,
        });
        Task<int>[] pending = [.. Enumerable.Range(0, 5).Select(n => executor.RunAsync(WorkerFunctions.Double, n))];

        foreach (Task<int> call in pending)
            await AssertBroken(() => call);
        await AssertBroken(() => executor.RunAsync(WorkerFunctions.Double, 1));
        await AssertBroken(() => executor.WarmUpAsync());
        Assert.Equal("broken", executor.Snapshot().State);
        Assert.Single(events.OfType<ExecutorEvent.Broken>());

        static async Task AssertBroken(Func<Task> call)
        {
            var error = await Assert.ThrowsAsync<ExecutorBrokenException>(call);
            Assert.Equal("no licence", Assert.IsType<FormatException>(error.InnerException).Message);
        }
    }

    [Fact]
    public async Task Workers_that_can_not_start_are_given_up_after_three_with_their_last_words()
    {
        var events = new ConcurrentQueue<ExecutorEvent>();
        await using var executor = Executor.Processes(new ProcessExecutorOptions
        {
            Workers = 1,
            Environment = new Dictionary<string, string?> { ["DOTNET_GCHeapHardLimit"] = "1" },
            OnEvent = events.Enqueue,
        });

        var error = await Assert.ThrowsAsync<ExecutorBrokenException>(() => executor.RunAsync(WorkerFunctions.Double, 1));

        Assert.Contains("last words", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, events.OfType<ExecutorEvent.WorkerDied>().Count());
        Assert.Empty(executor.Snapshot().Workers);
    }

    [Fact]
    public async Task Initialiser_without_end_is_ended_by_the_start_timeout()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions
        {
            Workers = 1,
            Initializer = static () => Thread.Sleep(Timeout.Infinite),
            StartTimeout = TimeSpan.FromSeconds(1),
        });

        var error = await Assert.ThrowsAsync<ExecutorBrokenException>(() => executor.WarmUpAsync());

        Assert.Contains("was not ready within 1 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warm_up_ends_when_the_executor_is_shut_down_meanwhile()
    {
        var executor = Executor.Processes(
            new ProcessExecutorOptions { Workers = 2, Initializer = static () => Thread.Sleep(Timeout.Infinite) });
        Task warm = executor.WarmUpAsync();
        await Until.TrueAsync(() => executor.Snapshot().Workers.Any(worker => worker.ProcessId > 0), () => "no worker is being started");

        await executor.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => warm);
        Assert.Empty(executor.Snapshot().Workers);
    }

    [Fact]
    public async Task Warm_up_ends_although_a_worker_dies_while_others_start()
    {
        await using var executor = Executor.Processes(3);
        Task warm = executor.WarmUpAsync();
        await Until.TrueAsync(
            () => executor.Snapshot().Workers.Any(worker => worker.State == "idle") || warm.IsCompleted, () => "no worker is up");
        if (executor.Snapshot().Workers.FirstOrDefault(worker => worker.State == "idle") is { ProcessId: { } first })
            _ = WorkerFunctions.kill(first, 9);

        await warm;
        Assert.Equal(4, await executor.RunAsync(WorkerFunctions.Double, 2));
    }

    [Fact]
    public async Task Warm_up_after_the_shutdown_starts_nothing()
    {
        var executor = Executor.Processes(2);
        await executor.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => executor.WarmUpAsync());
        Assert.Empty(executor.Snapshot().Workers);
    }

    private static void Initialise() => _initialised++;

    private static int Initialised() => _initialised;
}
