using System.Collections.Concurrent;
using System.Globalization;
using Trama.Processes.Life;
using Trama.Tests.Conformance;
using Trama.Tests.Locking;

namespace Trama.Tests.Processes.Life;

/// <summary>Workers that are there and do not live: stopped by a signal, as a debugger or a broken machine would.</summary>
public sealed class HeartbeatTests
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Look = Silence / (Heartbeat.LooksWithoutAnswer + 1);

    [Fact]
    public async Task Hung_worker_is_killed_and_its_call_told_so()
    {
        var time = new ManualTime();
        var events = new ConcurrentQueue<ExecutorEvent>();
        await using var executor = Create(time, events);
        using var gate = new Gate();
        Task<int> started = executor.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, 1);
        Task<int> waiting = executor.RunAsync(WorkerFunctions.Double, 21);
        await gate.UntilEnteredAsync(1);
        int worker = executor.Snapshot().Workers.Single().ProcessId!.Value;
        await SuspendedProcess.SuspendAsync(worker);

        for (int look = 0; look < Heartbeat.LooksWithoutAnswer; look++)
            time.Advance(Look);
        Assert.False(started.IsCompleted);
        time.Advance(Look);

        var error = await Assert.ThrowsAsync<WorkerCrashedException>(() => started);
        Assert.Contains("it hung: it did not answer within the HeartbeatTimeout of 8 s", error.Message, StringComparison.Ordinal);
        Assert.Equal((worker, 137, "SIGKILL", false), (error.ProcessId, error.ExitCode, error.Signal, error.OutOfMemory));
        Assert.Equal(42, await waiting);
        Assert.Contains("it hung", Assert.Single(events.OfType<ExecutorEvent.WorkerDied>()).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_that_a_hung_worker_never_began_moves_on(bool useSocket)
    {
        var time = new ManualTime();
        await using var executor = Create(time, [], useSocket);
        int worker = await executor.RunAsync(WorkerFunctions.ProcessId);
        await SuspendedProcess.SuspendAsync(worker);

        Task<int> call = executor.RunAsync(WorkerFunctions.ProcessId);
        await Until.TrueAsync(() => executor.Snapshot().Workers.Any(each => each.State == "busy"), () => "the call was not given out");
        for (int look = 0; look <= Heartbeat.LooksWithoutAnswer; look++)
            time.Advance(Look);

        Assert.NotEqual(worker, await call);
    }

    [Fact]
    public async Task Function_that_holds_every_thread_of_its_own_is_not_taken_for_a_hung_worker()
    {
        var time = new ManualTime();
        var events = new ConcurrentQueue<ExecutorEvent>();
        await using var executor = Create(time, events);
        using var gate = new Gate();
        Task<int> call = executor.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, 1);
        await gate.UntilEnteredAsync(1);

        // More questions than unanswered ones are allowed. Each is known to be answered when the thread that answers sleeps again.
        int worker = executor.Snapshot().Workers.Single().ProcessId!.Value;
        for (int question = 0; question <= 2 * Heartbeat.LooksWithoutAnswer; question++)
        {
            long before = SleepsOfListener(worker);
            bool HasAnswered() => SleepsOfListener(worker) > before;
            time.Advance(Look);

            // A look that comes before the last answer was read here asks nothing; the next one does.
            if (!SpinWait.SpinUntil(HasAnswered, TimeSpan.FromSeconds(1)))
                time.Advance(Look);
            await Until.TrueAsync(HasAnswered, () => "the worker was not asked, or did not answer");
        }

        gate.Open();
        Assert.Equal(1, await call);
        Assert.Empty(events.OfType<ExecutorEvent.WorkerDied>());
    }

    [Fact]
    public async Task Idle_pool_has_no_timer_that_is_set()
    {
        var time = new ManualTime();
        await using var executor = Create(time, []);
        await executor.RunAsync(WorkerFunctions.ProcessId);
        await Until.TrueAsync(() => executor.Snapshot().Workers.All(worker => worker.State == "idle"), () => "the worker is not idle");

        // The start's deadline is one that comes once.
        time.Advance(TimeSpan.FromHours(1));

        Assert.Equal(0, time.Timers);
        Assert.Equal(4, await executor.RunAsync(WorkerFunctions.Double, 2));
    }

    // How often the thread that listens to the socket has gone to sleep.
    private static long SleepsOfListener(int worker)
    {
        string thread = Directory.EnumerateDirectories($"/proc/{worker}/task").Single(task => File.ReadAllText($"{task}/comm") == "Trama channel\n");
        string line = File.ReadLines($"{thread}/status").Single(line => line.StartsWith("voluntary_ctxt_switches", StringComparison.Ordinal));
        return long.Parse(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture);
    }

    private static ProcessExecutor Create(TimeProvider time, ConcurrentQueue<ExecutorEvent> events, bool useSocket = false) =>
        Executor.Processes(new ProcessExecutorOptions
        {
            Workers = 1,
            HeartbeatTimeout = Silence,
            TimeProvider = time,
            OnEvent = events.Enqueue,
            UseSocket = useSocket,
        });
}
