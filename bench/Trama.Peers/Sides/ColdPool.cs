using System.Diagnostics;

namespace Trama.Peers.Sides;

/// <summary>A new pool to its first result.</summary>
internal sealed class ColdPool : ISide
{
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public async Task<double[]> RoundAsync()
    {
        long started = Stopwatch.GetTimestamp();
        await using ProcessExecutor executor = Executor.Processes();
        await executor.RunAsync(Work.Increment, 1);
        return [Stopwatch.GetElapsedTime(started).TotalMilliseconds];
    }
}
