namespace Trama.Tests.Conformance;

/// <summary>What holds for executors with workers of their own, which a function may block: threads and processes.</summary>
public abstract class PooledConformance : QueueingConformance
{
    // 10
    [Fact]
    public async Task Blocking_functions_run_on_as_many_workers_as_there_are()
    {
        await using Executor executor = Create(workers: 3);
        using var gate = new Gate();
        var calls = Enumerable.Range(0, 12).Select(id => executor.RunAsync(Work.WhoAmIBehind, gate.Folder, id)).ToArray();
        await gate.UntilEnteredAsync(3);
        Assert.Equal(3, executor.Snapshot().Running);

        gate.Open();
        Assert.InRange((await Task.WhenAll(calls)).Distinct().Count(), 3, 3);
    }

    // 11
    [Fact]
    public async Task Idle_worker_is_used_again_before_another_one_is_started()
    {
        await using Executor executor = Create(workers: 3);
        var workers = new HashSet<(int, int)>();
        for (int i = 0; i < 3; i++)
            workers.Add(await executor.RunAsync(Work.WhoAmI));

        Assert.Single(workers);
    }

    // 21
    [Fact]
    public async Task Caller_goes_on_on_none_of_the_workers()
    {
        await using Executor executor = Create(workers: 2);
        using var gate = new Gate();
        Task<(int Process, int Thread)> call = executor.RunAsync(Work.WhoAmIBehind, gate.Folder, 1);
        Task<(int Process, int Thread)> continuation = call.ContinueWith(_ => Work.WhoAmI(), TaskContinuationOptions.ExecuteSynchronously);
        await gate.UntilEnteredAsync(1);
        gate.Open();

        Assert.NotEqual(await call, await continuation);
    }

    [Fact]
    public async Task Warm_up_starts_every_worker()
    {
        await using Executor executor = Create(workers: 3);

        await executor.WarmUpAsync();

        Assert.Equal(3, executor.Snapshot().Workers.Count);
    }
}
