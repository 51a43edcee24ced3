using System.Diagnostics;

namespace Trama.Benchmarks.Core;

/// <summary>
/// Times two ways of doing the same thing in turn, round by round, so that a machine that slows down slows both; the ratio is the median of
/// the rounds' own ratios.
/// </summary>
internal static class Paired
{
    private const int Warmups = 3;
    private const int Rounds = 15;

    public static async Task<(double Candidate, double Peer, double Ratio)> MeasureAsync(Func<Task> candidate, Func<Task> peer, int operations)
    {
        for (int i = 0; i < Warmups; i++)
        {
            await candidate();
            await peer();
        }

        var candidates = new double[Rounds];
        var peers = new double[Rounds];
        for (int i = 0; i < Rounds; i++)
        {
            // Who goes first changes with the round: neither always finds the other's garbage.
            if (i % 2 == 0)
                candidates[i] = await TimeAsync(candidate, operations);
            peers[i] = await TimeAsync(peer, operations);
            if (i % 2 != 0)
                candidates[i] = await TimeAsync(candidate, operations);
        }

        return (Median(candidates), Median(peers), Median([.. candidates.Zip(peers, static (a, b) => a / b)]));
    }

    public static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static async Task<double> TimeAsync(Func<Task> work, int operations)
    {
        GC.Collect();
        long started = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds / operations;
    }
}
