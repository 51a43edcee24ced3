namespace Trama.Jobs.Compare.Judging;

/// <summary>Medians of small samples, with an interval that assumes nothing about the distribution.</summary>
internal static class Median
{
    /// <summary>The fewest values for which an interval of 95 % exists: with 5 even the whole range covers the median only 93.75 % of the time.</summary>
    public const int LeastForInterval = 6;

    /// <summary>The middle value, or the mean of the two middle ones.</summary>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0) throw new ArgumentException("A median needs at least one value.", nameof(values));
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /// <summary>The median of <paramref name="runs"/> with its interval; without one when there are too few.</summary>
    public static Spread SpreadOf(IReadOnlyList<double> runs)
    {
        var sorted = runs.Order().ToArray();
        var rank = IntervalRank(sorted.Length);
        return rank == 0
            ? new(Of(sorted), null, null, runs)
            : new(Of(sorted), sorted[rank - 1], sorted[^rank], runs);
    }

    /// <summary>
    /// The greatest k for which the k-th smallest and the k-th greatest of <paramref name="count"/> values enclose the median of what they
    /// were drawn from with a confidence of at least 95 %; 0 when there is none.
    /// </summary>
    /// <remarks>
    /// Each value falls below the true median with probability 1/2, so the interval misses it when fewer than k do, or more than
    /// count - k: 2 · P(B ≤ k - 1) for B binomial (count, 1/2). Seven values give k = 1, the whole range, and 98.4 %. Conover, Practical
    /// Nonparametric Statistics, 3rd ed., section 3.2; David and Nagaraja, Order Statistics, 3rd ed., section 7.1.
    /// </remarks>
    public static int IntervalRank(int count)
    {
        var rank = 0;
        for (var below = Math.Pow(0.5, count); 2 * below <= 0.05 && rank < count / 2; rank++)
            below += Math.Pow(0.5, count) * Choose(count, rank + 1);
        return rank;
    }

    /// <summary>The confidence that the interval of <paramref name="count"/> values really has; 0 when there is none.</summary>
    public static double Confidence(int count)
    {
        var rank = IntervalRank(count);
        if (rank == 0) return 0;
        var miss = 0.0;
        for (var below = 0; below < rank; below++) miss += Math.Pow(0.5, count) * Choose(count, below);
        return 1 - (2 * miss);
    }

    // In doubles: exact enough for probabilities, and the counts here never overflow them (MaxRounds is 1,000).
    private static double Choose(int count, int taken)
    {
        var ways = 1.0;
        for (var i = 1; i <= taken; i++) ways = ways * (count - taken + i) / i;
        return ways;
    }
}
