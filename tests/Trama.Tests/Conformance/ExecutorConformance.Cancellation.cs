namespace Trama.Tests.Conformance;

public abstract partial class ExecutorConformance
{
    [Fact]
    public async Task Call_with_a_cancelled_token_never_starts()
    {
        await using Executor executor = Create();
        using var gate = new Gate();
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => executor.RunAsync(Gate.PassAsync, gate.Folder, 1, source.Token));

        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Equal(0, gate.Entered);
    }

    // 19
    [Fact]
    public async Task Running_call_that_watches_its_token_ends_cancelled_and_a_later_call_runs()
    {
        await using Executor executor = CreateSmall();
        using var gate = new Gate();
        using var source = new CancellationTokenSource();
        Task<int> call = executor.RunAsync(Gate.PassAsync, gate.Folder, 1, source.Token);
        await gate.UntilEnteredAsync(1);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(call.IsCanceled);
        Assert.Equal(4, await executor.RunAsync(Work.Square, 2));
    }

    [Fact]
    public async Task Call_over_its_timeout_fails_with_the_timeout_and_the_function()
    {
        await using Executor executor = CreateForTimeouts();
        await executor.WarmUpAsync();
        using var gate = new Gate();
        Executor strict = executor.With(new CallOptions { Timeout = TimeSpan.FromMilliseconds(200) });

        Task<int> call = strict.RunAsync(Gate.PassAsync, gate.Folder, 1);
        OpenIfJudgedOnReturn(gate);
        var error = await Assert.ThrowsAsync<CallTimeoutException>(() => call);

        Assert.Equal(TimeSpan.FromMilliseconds(200), error.Timeout);
        Assert.Contains(nameof(Gate.PassAsync), error.Message, StringComparison.Ordinal);
        Assert.Equal(4, await executor.RunAsync(Work.Square, 2));
    }

    // Inline, nobody acts before the function returns: there the gate opens once the time is up.
    private protected virtual void OpenIfJudgedOnReturn(Gate gate)
    {
    }

    private protected virtual Executor CreateForTimeouts() => Create();
}
