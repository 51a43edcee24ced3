using System.Diagnostics;

namespace Trama.Peers.Sides;

/// <summary>A trivial function over many items through a process pool, results in order.</summary>
internal sealed class MapItems : ISide
{
    private readonly ProcessExecutor _executor = Executor.Processes();

    public ValueTask DisposeAsync() => _executor.DisposeAsync();

    public Task WarmUpAsync() => MapAsync(ParallelItems.Count / 20);

    public Task<double[]> RoundAsync() => MapAsync(ParallelItems.Count);

    private async Task<double[]> MapAsync(int count)
    {
        long started = Stopwatch.GetTimestamp();
        int next = 1;
        await foreach (int result in _executor.MapAsync(Enumerable.Range(0, count), Work.Increment))
        {
            if (result != next++)
                throw new InvalidOperationException($"Item {next - 2} came back as {result}.");
        }

        return [Stopwatch.GetElapsedTime(started).TotalMicroseconds / count];
    }
}

/// <summary>The same without leaving the process, as .NET's own loop does it.</summary>
internal sealed class ParallelItems : ISide
{
    public const int Count = 1_000_000;

    private readonly int[] _results = new int[Count];

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async Task<double[]> RoundAsync()
    {
        long started = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, Count), (n, _) =>
        {
            _results[n] = Work.Increment(n);
            return ValueTask.CompletedTask;
        });
        return [Stopwatch.GetElapsedTime(started).TotalMicroseconds / Count];
    }
}
