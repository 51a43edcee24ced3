namespace Trama.Jobs.Compare.Judging;

/// <summary>
/// Compares two models round by round: what slows the machine for a while slows both runs of that round, and cancels out in their ratio.
/// </summary>
internal static class PairedRatios
{
    /// <summary>The ratios <paramref name="walls"/>[i] / <paramref name="others"/>[i] with their median and interval.</summary>
    public static Spread Of(IReadOnlyList<double> walls, IReadOnlyList<double> others)
    {
        if (walls.Count != others.Count)
            throw new ArgumentException($"Pairs need the same rounds on both sides, but there are {walls.Count} and {others.Count}.", nameof(others));
        return Median.SpreadOf([.. walls.Zip(others, Ratio)]);
    }

    // A run shorter than the clock can tell must not make a ratio of 0/0: two such runs are equal.
    private static double Ratio(double wall, double other) => Floor(wall) / Floor(other);

    private static double Floor(double seconds) => Math.Max(seconds, 1e-9);
}
