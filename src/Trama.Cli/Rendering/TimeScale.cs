using Trama.Jobs.Compare;

namespace Trama.Cli.Rendering;

/// <summary>One unit and one number of decimals for all times of a table, so that a column can be compared at a glance.</summary>
/// <param name="Unit">s or ms.</param>
/// <param name="PerSecond">Units per second.</param>
/// <param name="Decimals">Enough for the shortest time's third digit, but at most milliseconds, or tenths of them.</param>
internal sealed record TimeScale(string Unit, double PerSecond, int Decimals)
{
    public static TimeScale For(IEnumerable<Spread> times)
    {
        var medians = times.Select(time => time.Median).DefaultIfEmpty(0).ToList();
        var (unit, perSecond, most) = medians.Max() < 1 ? ("ms", 1e3, 1) : ("s", 1.0, 3);
        return new(unit, perSecond, Math.Min(most, HumanNumbers.DecimalsFor(medians.Min() * perSecond, 3)));
    }

    /// <summary>The cells of a column of times, their medians below each other.</summary>
    public static IReadOnlyList<string> Column(IEnumerable<Spread?> times, HumanNumbers numbers, string absent)
    {
        var column = times.ToList();
        var scale = For(column.OfType<Spread>());
        var widest = column.OfType<Spread>().Select(time => scale.Number(time.Median, numbers).Length).DefaultIfEmpty(0).Max();
        return [.. column.Select(time => time is null
            ? absent
            : new string(' ', widest - scale.Number(time.Median, numbers).Length) + scale.Show(time, numbers))];
    }

    /// <summary>1.23 s (1.20–1.31), or without an interval where there is none.</summary>
    public string Show(Spread time, HumanNumbers numbers)
    {
        var median = $"{Number(time.Median, numbers)} {Unit}";
        return time is { Low: { } low, High: { } high } ? $"{median} ({Number(low, numbers)}–{Number(high, numbers)})" : median;
    }

    private string Number(double seconds, HumanNumbers numbers) => numbers.Fixed(seconds * PerSecond, Decimals);
}
