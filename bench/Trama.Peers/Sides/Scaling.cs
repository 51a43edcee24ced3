using System.Diagnostics;

namespace Trama.Peers.Sides;

/// <summary>The same processor-bound calls on one worker and on two: how many times as fast.</summary>
internal sealed class Scaling(Func<int, (IAsyncDisposable? Owner, Func<uint, Task> Call)> make) : ISide
{
    private const uint Calls = 16;

    private readonly (IAsyncDisposable? Owner, Func<uint, Task> Call) _one = make(1);
    private readonly (IAsyncDisposable? Owner, Func<uint, Task> Call) _two = make(2);

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? owner in (IAsyncDisposable?[])[_one.Owner, _two.Owner])
        {
            if (owner is not null)
                await owner.DisposeAsync();
        }
    }

    public async Task<double[]> RoundAsync() => [await SecondsAsync(_one.Call) / await SecondsAsync(_two.Call)];

    private static async Task<double> SecondsAsync(Func<uint, Task> call)
    {
        long started = Stopwatch.GetTimestamp();
        var tasks = new List<Task>();
        for (uint i = 0; i < Calls; i++)
            tasks.Add(call(i));
        await Task.WhenAll(tasks);
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
