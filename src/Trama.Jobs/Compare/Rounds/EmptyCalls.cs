using System.Diagnostics;
using Trama.Jobs.Compare.Judging;

namespace Trama.Jobs.Compare.Rounds;

/// <summary>What a call costs by itself: there and back, with nothing to do in between, one at a time.</summary>
internal static class EmptyCalls
{
    private const int Warm = 20;
    private const int Counted = 101;

    /// <summary>The median round trip in microseconds.</summary>
    public static async Task<double> MeasureAsync(Executor executor, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Warm; i++) await executor.RunAsync(Same, i, cancellationToken);
        var times = new double[Counted];
        for (var i = 0; i < Counted; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await executor.RunAsync(Same, i, cancellationToken);
            // Not through a TimeSpan, whose tick of 0.1 µs is more than an inline call takes.
            times[i] = (Stopwatch.GetTimestamp() - start) * 1e6 / Stopwatch.Frequency;
        }

        return Median.Of(times);
    }

    internal static int Same(int value) => value;
}
