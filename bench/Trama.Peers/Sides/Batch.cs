using System.Diagnostics;

namespace Trama.Peers.Sides;

/// <summary>Many calls submitted at once, each on its own, and all of them awaited.</summary>
internal sealed class Batch(Calls calls) : ISide
{
    private const int Count = 100_000;

    private readonly Task<int>[] _tasks = new Task<int>[Count];

    public ValueTask DisposeAsync() => calls.DisposeAsync();

    public async Task<double[]> RoundAsync()
    {
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < Count; i++)
            _tasks[i] = calls.Call(i);
        await Task.WhenAll(_tasks);
        double microseconds = Stopwatch.GetElapsedTime(started).TotalMicroseconds / Count;
        Array.Clear(_tasks);
        return [microseconds];
    }
}
