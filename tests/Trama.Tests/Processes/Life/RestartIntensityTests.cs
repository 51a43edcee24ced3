using System.Collections.Concurrent;
using Trama.Processes.Life;
using Trama.Tests.Conformance;
using Trama.Tests.Locking;

namespace Trama.Tests.Processes.Life;

/// <summary>A pool that can't keep its workers alive gives up; one whose workers are killed, or die of their calls, does not.</summary>
public sealed class RestartIntensityTests
{
    private const string GateVariable = "TRAMA_TEST_GATE";

    [Fact]
    public void More_than_the_limit_within_the_period_is_too_many()
    {
        var time = new ManualTime();
        var deaths = new RestartIntensity(time, limit: 2, TimeSpan.FromSeconds(10));

        Assert.False(deaths.IsExceededByAnother());
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.False(deaths.IsExceededByAnother());
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.False(deaths.IsExceededByAnother());
        Assert.True(deaths.IsExceededByAnother());
    }

    [Fact]
    public async Task Pool_whose_idle_workers_keep_dying_gives_up_and_says_why()
    {
        var events = new ConcurrentQueue<ExecutorEvent>();
        using var gate = new Gate();
        await using var executor = Executor.Processes(new ProcessExecutorOptions
        {
            Workers = 1,
            Spares = 1,
            MaxRestarts = 2,
            Initializer = DieAtTheGate,
            Environment = new Dictionary<string, string?> { [GateVariable] = gate.Folder },
            OnEvent = happened =>
            {
                events.Enqueue(happened);
                if (happened is ExecutorEvent.WorkerStarted { ProcessId: { } id })
                    File.WriteAllText(ReadyMark(gate.Folder, id), "");
            },
        });

        // One call wakes the spares; once it has ended workers come and go by themselves, with no call to blame.
        await executor.RunAsync(WorkerFunctions.ProcessId);
        gate.Open();
        await Until.TrueAsync(() => executor.Snapshot().State == "broken", () => "the pool goes on for ever");

        var error = await Assert.ThrowsAsync<ExecutorBrokenException>(() => executor.RunAsync(WorkerFunctions.ProcessId));
        Assert.Contains("More than 2 workers died within 60 s with no call to blame", error.Message, StringComparison.Ordinal);
        Assert.Contains("it exited with code 7", error.Message, StringComparison.Ordinal);
        Assert.Contains("the licence server is gone", error.Message, StringComparison.Ordinal);
        Assert.InRange(events.OfType<ExecutorEvent.WorkerDied>().Count(), 3, 6);
    }

    [Fact]
    public async Task Workers_that_are_killed_from_outside_or_by_their_calls_break_no_pool()
    {
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, MaxRestarts = 0 });
        Executor again = executor.With(new CallOptions { Idempotent = true });

        for (int round = 0; round < 2; round++)
        {
            _ = WorkerFunctions.kill(await again.RunAsync(WorkerFunctions.ProcessId), 9);
            await Assert.ThrowsAsync<WorkerCrashedException>(() => executor.RunAsync(WorkerFunctions.Exit, 3));
        }

        Assert.Equal(4, await executor.RunAsync(WorkerFunctions.Double, 2));
    }

    [Fact]
    public async Task Starts_that_are_killed_from_outside_are_not_counted_as_failed()
    {
        var events = new ConcurrentQueue<ExecutorEvent>();
        using var gate = new Gate();
        await using var executor = Executor.Processes(new ProcessExecutorOptions
        {
            Workers = 1,
            Initializer = StartAtTheGate,
            Environment = new Dictionary<string, string?> { [GateVariable] = gate.Folder },
            OnEvent = events.Enqueue,
        });
        Task<int> call = executor.RunAsync(WorkerFunctions.Double, 2);

        // One more than the three that may fail by themselves.
        for (int killed = 1; killed <= 4; killed++)
        {
            int victim = 0;
            await Until.TrueAsync(
                () => (victim = executor.Snapshot().Workers.FirstOrDefault(worker => worker.State == "starting")?.ProcessId ?? 0) > 0,
                () => "no worker is starting");
            _ = WorkerFunctions.kill(victim, 9);
            await Until.TrueAsync(() => events.OfType<ExecutorEvent.WorkerDied>().Count() == killed, () => "a death was not noticed");
        }

        gate.Open();
        Assert.Equal(4, await call);
    }

    // Not before the gate is open and the worker has started, and then from a thread of its own: no call is under way.
    private static void DieAtTheGate()
    {
        Console.Error.WriteLine("the licence server is gone");
        new Thread(static () =>
        {
            StartAtTheGate();
            string folder = Environment.GetEnvironmentVariable(GateVariable)!;
            SpinWait.SpinUntil(() => File.Exists(ReadyMark(folder, Environment.ProcessId)) || !Directory.Exists(folder));
            Environment.Exit(7);
        }).Start();
    }

    private static string ReadyMark(string folder, int id) => Path.Combine(folder, $"ready-{id}");

    private static void StartAtTheGate() =>
        Gate.PassBlocking(Environment.GetEnvironmentVariable(GateVariable)!, Environment.ProcessId);
}
