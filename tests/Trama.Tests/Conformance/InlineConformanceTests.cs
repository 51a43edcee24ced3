namespace Trama.Tests.Conformance;

public sealed class InlineConformanceTests : ExecutorConformance
{
    protected override Executor Create(int workers = 2) => Executor.Inline();

    [Fact]
    public async Task Function_on_the_callers_own_flow_outlives_a_kill_and_its_call_ends_when_it_does()
    {
        Executor executor = Create();
        using var gate = new Gate();
        Task<int> call = executor.RunAsync(Gate.PassAsync, gate.Folder, 1);

        Task shutdown = executor.ShutdownAsync(ShutdownMode.Kill);
        gate.Open();

        await shutdown;
        Assert.Equal(1, await call);
    }

    // 34
    [Fact]
    public async Task Call_that_awaits_its_own_executor_is_an_error_not_a_deadlock()
    {
        await using Executor executor = Create();

        await Assert.ThrowsAsync<PoolDeadlockException>(() => executor.RunAsync(() => executor.RunAsync(Work.Answer)));
    }

    private protected override async Task OpenIfJudgedOnReturn(Gate gate)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(250));
        gate.Open();
    }
}
