using System.Diagnostics;

namespace Trama.Peers.Sides;

/// <summary>
/// One call at a time. Either by a thread that waits for each (what the peers' callers do too), or awaited on the shared pool, where
/// <c>Task.Run</c> takes its own work from the same thread and never leaves it.
/// </summary>
internal sealed class RoundTrip(Calls calls, bool blocks) : ISide
{
    private const int Count = 5000;

    private readonly double[] _microseconds = new double[Count];

    public ValueTask DisposeAsync() => calls.DisposeAsync();

    public async Task<double[]> RoundAsync()
    {
        if (blocks)
            await Task.Factory.StartNew(CallAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        else
            await CallAllAsync();
        Array.Sort(_microseconds);
        return [_microseconds[Count / 2], _microseconds[Count * 99 / 100]];
    }

    // Finer than a TimeSpan's 0.1 us.
    private static double Since(long started) => (Stopwatch.GetTimestamp() - started) * 1e6 / Stopwatch.Frequency;

    private void CallAll()
    {
        for (int i = 0; i < Count; i++)
        {
            long started = Stopwatch.GetTimestamp();
            calls.Call(i).GetAwaiter().GetResult();
            _microseconds[i] = Since(started);
        }
    }

    private async Task CallAllAsync()
    {
        for (int i = 0; i < Count; i++)
        {
            long started = Stopwatch.GetTimestamp();
            await calls.Call(i);
            _microseconds[i] = Since(started);
        }
    }
}
