namespace Trama.Peers.Sides;

/// <summary>Workers that have done something and now wait: it answers with their process ids and does nothing more.</summary>
internal sealed class IdleWorkers(int workers) : ISide
{
    private const int Calls = 2000;

    private readonly ProcessExecutor _executor = Executor.Processes(workers);

    public ValueTask DisposeAsync() => _executor.DisposeAsync();

    public async Task WarmUpAsync()
    {
        await _executor.WarmUpAsync();
        await Task.WhenAll(Enumerable.Range(0, Calls).Select(n => _executor.RunAsync(Work.Increment, n)));
    }

    public Task<double[]> RoundAsync() =>
        Task.FromResult<double[]>([.. _executor.Snapshot().Workers.Select(static worker => (double)worker.ProcessId!.Value)]);
}
