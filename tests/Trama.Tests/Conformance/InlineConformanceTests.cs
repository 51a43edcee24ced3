using Trama.Tests.Locking;

namespace Trama.Tests.Conformance;

public sealed class InlineConformanceTests : ExecutorConformance
{
    private readonly ManualTime _time = new();

    protected override Executor Create(int workers = 2) => Executor.Inline();

    [Fact]
    public async Task Kill_ends_a_call_whose_function_goes_on_in_the_callers_flow()
    {
        Executor executor = Create();
        using var gate = new Gate();
        Task<int> call = executor.RunAsync(Gate.PassAsync, gate.Folder, 1);

        await executor.ShutdownAsync(ShutdownMode.Kill);

        Assert.True(call.IsCanceled);
        gate.Open();
    }

    // 34
    [Fact]
    public async Task Call_that_awaits_its_own_executor_is_an_error_not_a_deadlock()
    {
        await using Executor executor = Create();

        await Assert.ThrowsAsync<PoolDeadlockException>(() => executor.RunAsync(() => executor.RunAsync(Work.Answer)));
    }

    private protected override Executor CreateForTimeouts() => Executor.Inline(new() { TimeProvider = _time });

    private protected override void OpenIfJudgedOnReturn(Gate gate)
    {
        _time.Advance(TimeSpan.FromMilliseconds(250));
        gate.Open();
    }
}
