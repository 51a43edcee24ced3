using System.Collections.Concurrent;
using Trama.Tests.Conformance;

namespace Trama.Tests.Processes;

/// <summary>
/// A timer that was disposed of may be firing just then, and its callback run whenever the system gets to it: here when the test says so.
/// </summary>
public sealed class LateTimerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(17);

    [Fact]
    public async Task Timeout_of_the_attempt_before_does_not_end_the_one_that_runs()
    {
        (Gate gate, ProcessExecutor executor, LateTimers timers, Task<int> call) =
            await RunAgainAsync(new CallOptions { Idempotent = true, MaxAttempts = 2, Timeout = Limit });
        using Gate held = gate;
        await using ProcessExecutor running = executor;

        timers.Fire(0);
        gate.Open();

        Assert.Equal(7, await call);
        Assert.Equal(2, timers.Count);
    }

    [Fact]
    public async Task Timeout_of_the_attempt_that_runs_ends_it()
    {
        (Gate gate, ProcessExecutor executor, LateTimers timers, Task<int> call) =
            await RunAgainAsync(new CallOptions { Idempotent = true, MaxAttempts = 2, Timeout = Limit });
        using Gate held = gate;
        await using ProcessExecutor running = executor;

        timers.Fire(1);

        await Assert.ThrowsAsync<CallTimeoutException>(() => call);
    }

    [Fact]
    public async Task Queue_timeout_of_a_call_that_had_started_does_not_end_it_when_it_waits_again()
    {
        using var gate = new Gate();
        var timers = new LateTimers(Limit);
        await using var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, TimeProvider = timers });
        Executor again = executor.With(new CallOptions { Idempotent = true, MaxAttempts = 2, QueueTimeout = Limit });
        Task<int> call = again.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, 7);
        await gate.UntilEnteredAsync(1);

        // The call is put back when its worker's death is known, before another worker is there to take it.
        _ = WorkerFunctions.kill(executor.Snapshot().Workers[0].ProcessId!.Value, 9);
        await Until.TrueAsync(() => executor.Snapshot().Queued == 1 || gate.Entered == 2, () => "the call was not put back");
        timers.Fire(0);
        gate.Open();

        Assert.Equal(7, await call);
    }

    // A call whose first worker was killed, in its second attempt.
    private static async Task<(Gate Gate, ProcessExecutor Executor, LateTimers Timers, Task<int> Call)> RunAgainAsync(CallOptions options)
    {
        var gate = new Gate();
        var timers = new LateTimers(Limit);
        var executor = Executor.Processes(new ProcessExecutorOptions { Workers = 1, Grace = TimeSpan.Zero, TimeProvider = timers });
        Task<int> call = executor.With(options).RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, 7);
        await gate.UntilEnteredAsync(1);
        _ = WorkerFunctions.kill(executor.Snapshot().Workers[0].ProcessId!.Value, 9);
        await gate.UntilEnteredAsync(2);
        return (gate, executor, timers, call);
    }

    /// <summary>The system's clock, except for timers of one length: those fire when they are told to, whether disposed of or not.</summary>
    private sealed class LateTimers(TimeSpan length) : TimeProvider
    {
        private readonly ConcurrentQueue<Action> _callbacks = new();

        public int Count => _callbacks.Count;

        public void Fire(int number) => _callbacks.ElementAt(number)();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != length)
                return System.CreateTimer(callback, state, dueTime, period);
            _callbacks.Enqueue(() => callback(state));
            return new Deaf();
        }

        private sealed class Deaf : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
