using System.Collections.Concurrent;

namespace Trama.Tests.Processes.Faults;

/// <summary>
/// Fault 4: a call that ends every worker that takes it. It costs as many workers as it has attempts, and nobody else anything.
/// </summary>
public sealed class PoisonCallTests
{
    private const int Attempts = 3;
    private const int Poison = 37;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_that_always_kills_its_worker_is_given_up_after_its_attempts_and_all_others_succeed(bool useSocket)
    {
        var events = new ConcurrentQueue<ExecutorEvent>();
        await using var executor = Executor.Processes(new ProcessExecutorOptions
        {
            Workers = 2,
            Spares = 1,
            UseSocket = useSocket,
            Output = WorkerOutputMode.EventsOnly,
            OnEvent = events.Enqueue,
        });
        Executor again = executor.With(new CallOptions { Idempotent = true, MaxAttempts = Attempts });

        Task<int>[] calls = [.. Enumerable.Range(0, 200).Select(n => again.RunAsync(DoubleUnlessPoison, n))];
        var error = await Assert.ThrowsAsync<WorkerCrashedException>(() => calls[Poison]);
        int[] results = await Task.WhenAll(calls.Where((_, n) => n != Poison));

        Assert.Equal(Enumerable.Range(0, 200).Where(n => n != Poison).Select(n => 2 * n), results);
        Assert.Equal((Attempts, "SIGSEGV"), (error.Attempts, error.Signal));
        Assert.Equal(Attempts, events.OfType<ExecutorEvent.WorkerDied>().Count());
        var quarantined = Assert.Single(events.OfType<ExecutorEvent.CallQuarantined>());
        Assert.All(quarantined.Reasons, reason => Assert.Contains("SIGSEGV", reason, StringComparison.Ordinal));
    }

    private static int DoubleUnlessPoison(int n)
    {
        if (n == Poison)
            WorkerFunctions.Segfault();
        return 2 * n;
    }
}
