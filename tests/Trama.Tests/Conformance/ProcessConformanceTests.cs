using System.Diagnostics;

namespace Trama.Tests.Conformance;

public class ProcessConformanceTests : PooledConformance
{
    protected virtual ProcessExecutorOptions Options(int workers) => new() { Workers = workers };

    protected override Executor Create(int workers = 2) => Executor.Processes(Options(workers));

    protected override Executor CreateBounded(int workers, int capacity, QueueFullMode mode) =>
        Executor.Processes(Options(workers) with { QueueCapacity = capacity, QueueFullMode = mode });

    // 19
    [Fact]
    public async Task Running_call_that_ignores_its_token_is_killed_after_the_grace_and_its_worker_replaced()
    {
        await using Executor executor = CreateWithGrace();
        int before = await executor.RunAsync(ProcessId);
        using var gate = new Gate();
        using var source = new CancellationTokenSource();
        Task<int> call = executor.RunAsync(Gate.PassBlocking, gate.Folder, 1, source.Token);
        await gate.UntilEnteredAsync(1);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.NotEqual(before, await executor.RunAsync(ProcessId));
        await Until.TrueAsync(() => !ProcessTree.IsAlive(before), () => "the old worker is still there");
    }

    // 31
    [Fact]
    public async Task Call_that_ignores_its_timeout_is_killed_and_the_next_one_runs_on_a_new_worker()
    {
        await using Executor executor = CreateWithGrace();
        int before = await executor.RunAsync(ProcessId);
        using var gate = new Gate();
        Executor strict = executor.With(new CallOptions { Timeout = TimeSpan.FromMilliseconds(300) });

        var error = await Assert.ThrowsAsync<CallTimeoutException>(() => strict.RunAsync(Gate.PassBlocking, gate.Folder, 1));

        Assert.Equal(TimeSpan.FromMilliseconds(300), error.Timeout);
        Assert.NotEqual(before, await executor.RunAsync(ProcessId));
    }

    // 23, 25
    [Fact]
    public async Task Killed_worker_costs_the_call_that_had_started_and_no_other()
    {
        await using Executor executor = Executor.Processes(Options(1));
        int worker = await executor.RunAsync(ProcessId);
        using var gate = new Gate();
        Task<int> started = executor.RunAsync(Gate.PassBlocking, gate.Folder, 1);
        Task<int> waiting = executor.RunAsync(Work.Square, 6);
        await gate.UntilEnteredAsync(1);

        Kill(worker);

        var error = await Assert.ThrowsAsync<WorkerCrashedException>(() => started);
        Assert.Equal(worker, error.ProcessId);
        Assert.Equal(36, await waiting);
    }

    // 26
    [Fact]
    public async Task Worker_that_dies_between_calls_is_replaced_before_the_next_one()
    {
        await using Executor executor = Executor.Processes(Options(1));
        int worker = await executor.RunAsync(ProcessId);

        Kill(worker);
        await Until.TrueAsync(() => !ProcessTree.IsAlive(worker), () => "the worker is still there");

        Assert.NotEqual(worker, await executor.RunAsync(ProcessId));
    }

    // 27
    [Fact]
    public async Task Remote_exception_shows_the_line_that_threw_it()
    {
        await using Executor executor = Executor.Processes(Options(1));

        var error = await Assert.ThrowsAsync<FormatException>(() => executor.RunAsync(Work.SquareOrThrow, 3));

        Assert.Contains($"{nameof(Work)}.cs", error.ToString(), StringComparison.Ordinal);
    }

    // 30
    [Fact]
    public async Task Worker_is_recycled_after_its_number_of_calls()
    {
        await using Executor executor = Executor.Processes(Options(1) with { MaxCallsPerWorker = 3 });
        var workers = new List<int>();
        for (int i = 0; i < 4; i++)
            workers.Add(await executor.RunAsync(ProcessId));

        Assert.Equal([3, 1], workers.CountBy(id => id).Select(group => group.Value));
    }

    // 24
    [Fact]
    public async Task Result_that_can_not_be_sent_is_reported_although_nobody_awaits_the_shutdown()
    {
        Executor executor = Create(workers: 1);
        using var gate = new Gate();
        Task<Unsendable> call = executor.RunAsync(PassWithWhatCanNotCross, gate.Folder);
        await gate.UntilEnteredAsync(1);

        Task closed = executor.ShutdownAsync();
        gate.Open();

        await Assert.ThrowsAsync<PayloadException>(() => call);
        await closed;
        Assert.Empty(executor.Snapshot().Workers);
    }

    // 32
    [Fact]
    public async Task Expired_worker_is_named_with_its_exit_code()
    {
        await using Executor executor = CreateWithGrace();
        int worker = await executor.RunAsync(ProcessId);
        using var gate = new Gate();
        Executor strict = executor.With(new CallOptions { Timeout = TimeSpan.FromMilliseconds(300) });

        var error = await Assert.ThrowsAsync<CallTimeoutException>(() => strict.RunAsync(Gate.PassBlocking, gate.Folder, 1));

        Assert.Equal((worker, 137), (error.ProcessId, error.ExitCode));
    }

    // 35
    [Fact]
    public async Task Argument_that_no_message_carries_is_refused_with_the_limit()
    {
        await using Executor executor = Create(workers: 1);
        var large = GC.AllocateUninitializedArray<long>(275_000_000);

        var error = Assert.Throws<ArgumentException>(() => { _ = executor.RunAsync(LengthOf, large); });

        Assert.Contains("2,147,483,591 bytes", error.Message, StringComparison.Ordinal);
        Assert.Equal(36, await executor.RunAsync(Work.Square, 6));
    }

    private static int LengthOf(long[] values) => values.Length;

    private static Unsendable PassWithWhatCanNotCross(string gate)
    {
        Gate.PassBlocking(gate, 1);
        return new Unsendable();
    }

    private sealed class Unsendable
    {
        private readonly string _why = "It can't be read.";

        public int Value => throw new InvalidOperationException(_why);
    }

    private ProcessExecutor CreateWithGrace() =>
        Executor.Processes(Options(1) with { Grace = TimeSpan.FromMilliseconds(100) });

    private static int ProcessId() => Environment.ProcessId;

    private static void Kill(int processId)
    {
        using Process worker = Process.GetProcessById(processId);
        worker.Kill();
    }
}
