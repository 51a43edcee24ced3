using System.Collections.Concurrent;
using System.Diagnostics;
using Trama.Tests.Conformance;

namespace Trama.Tests.Processes.Faults;

/// <summary>Fault 7: a loop that hears of no token. A process is killed; a thread can't be, and is counted.</summary>
public sealed class EndlessLoopTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);
    private static volatile bool _isOver;
    private static volatile bool _spins;

    [Fact]
    public async Task Loop_in_a_worker_process_is_killed_after_timeout_and_grace()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, Grace = Grace });
        int worker = await executor.RunAsync(WorkerFunctions.ProcessId);

        long started = Stopwatch.GetTimestamp();
        var error = await Assert.ThrowsAsync<CallTimeoutException>(
            () => executor.With(new CallOptions { Timeout = Limit }).RunAsync(SpinForEver));
        TimeSpan took = Stopwatch.GetElapsedTime(started);

        Assert.Equal(worker, error.ProcessId);
        Assert.False(ProcessTree.IsAlive(worker));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"killed {(took - Limit - Grace).TotalMilliseconds:0} ms after timeout and grace");
        Assert.InRange(took, Limit + Grace, Limit + Grace + TimeSpan.FromSeconds(3));
        Assert.Equal(4, await executor.RunAsync(WorkerFunctions.Double, 2));
    }

    [Fact]
    public async Task Loop_on_a_thread_is_told_as_abandoned_and_the_next_call_has_a_thread()
    {
        var events = new ConcurrentQueue<ExecutorEvent>();
        await using var executor = Executor.Threads(
            new ThreadExecutorOptions { Workers = 1, OnEvent = events.Enqueue, ShutdownTimeout = TimeSpan.FromSeconds(5) });

        await Assert.ThrowsAsync<CallTimeoutException>(
            () => executor.With(new CallOptions { Timeout = Limit }).RunAsync(SpinUntilOver));

        Assert.True(_spins);
        Assert.Equal(1, Assert.Single(events.OfType<ExecutorEvent.ThreadAbandoned>()).Abandoned);
        Assert.Equal(4, await executor.RunAsync(WorkerFunctions.Double, 2));
        _isOver = true;
        await Until.TrueAsync(() => executor.Snapshot().Workers.All(worker => worker.State != "stopping"), () => "the thread did not end");
    }

    private static void SpinForEver()
    {
        while (true)
        {
        }
    }

    private static void SpinUntilOver()
    {
        _spins = true;
        while (!_isOver)
        {
        }
    }
}
