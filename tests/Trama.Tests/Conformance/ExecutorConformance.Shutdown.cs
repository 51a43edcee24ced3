namespace Trama.Tests.Conformance;

public abstract partial class ExecutorConformance
{
    // 12
    [Fact]
    public async Task Call_after_shutdown_is_refused_and_the_error_names_the_executor()
    {
        Executor executor = Create();
        await executor.ShutdownAsync();

        var error = Assert.Throws<ObjectDisposedException>(Call);   // at once: nobody has to await to learn of it

        Assert.Contains(executor.Name, error.Message, StringComparison.Ordinal);
        Assert.Equal("closed", executor.Snapshot().State);

        void Call() => executor.RunAsync(Work.Answer);
    }

    // 13
    [Fact]
    public async Task Drain_lets_every_call_finish()
    {
        Executor executor = Create();
        Task<int>[] calls = [.. Enumerable.Range(0, 50).Select(n => executor.RunAsync(Work.Square, n))];

        await executor.ShutdownAsync(ShutdownMode.Drain);

        Assert.All(calls, call => Assert.True(call.IsCompletedSuccessfully));
        Assert.Equal(Enumerable.Range(0, 50).Select(Work.Square), await Task.WhenAll(calls));
    }

    // 15
    [Fact]
    public async Task Shutdown_returns_at_once_and_completes_when_the_work_is_done()
    {
        Executor executor = Create();
        using var gate = new Gate();
        Task<int> call = executor.RunAsync(Gate.PassAsync, gate.Folder, 7);
        await gate.UntilEnteredAsync(1);

        Task shutdown = executor.ShutdownAsync();
        Assert.False(shutdown.IsCompleted);
        Assert.False(call.IsCompleted);

        gate.Open();
        Assert.Equal(7, await call);
        await shutdown;
        Assert.Equal(0, executor.Snapshot().Running);
    }

    [Fact]
    public async Task Shutdown_may_be_asked_for_twice()
    {
        Executor executor = Create();
        await executor.RunAsync(Work.Answer);

        await Task.WhenAll(executor.ShutdownAsync(), executor.ShutdownAsync(ShutdownMode.Kill));
        await executor.DisposeAsync();

        Assert.Equal("closed", executor.Snapshot().State);
    }

    // 17
    [Fact]
    public async Task Cancelling_a_call_and_shutting_down_at_once_ends_both()
    {
        Executor executor = Create();
        using var gate = new Gate();
        using var source = new CancellationTokenSource();
        Task<int> call = executor.RunAsync(Gate.PassAsync, gate.Folder, 1, source.Token);
        await gate.UntilEnteredAsync(1);

        await source.CancelAsync();
        await executor.ShutdownAsync().WaitAsync(TimeSpan.FromSeconds(20));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }
}
