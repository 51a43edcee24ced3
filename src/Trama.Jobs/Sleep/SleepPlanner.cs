using System.Globalization;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Sleep;

/// <summary>Makes waits, or checks those that were given.</summary>
internal static class SleepPlanner
{
    /// <summary>The longest wait that can be asked for, milliseconds.</summary>
    public const int MaxMilliseconds = 60_000;

    // One after the other the default waits take about half a second: enough to tell models apart, little enough for seven rounds.
    private const int DefaultCount = 100;
    private const int DefaultLow = 2;
    private const int DefaultHigh = 8;

    public static PlannedWork Plan(WorkRequest request)
    {
        int[] waits = request.Inputs.Count > 0 ? [.. request.Inputs.Select(Parse)] : Default(request.Seed);
        return new()
        {
            Items = [.. waits.Select(wait => wait.ToString(CultureInfo.InvariantCulture))],
            Input = Notices.Create(
                Notices.SleepInput,
                ("items", waits.Length), ("lowMs", waits.Min()), ("highMs", waits.Max()), ("totalMs", waits.Sum(wait => (long)wait))),
        };
    }

    private static int Parse(string input)
        => int.TryParse(input, NumberStyles.None, CultureInfo.InvariantCulture, out var wait) && wait <= MaxMilliseconds
            ? wait
            : throw JobErrors.NotAWait(input, 0, MaxMilliseconds);

    private static int[] Default(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, DefaultCount).Select(_ => random.Next(DefaultLow, DefaultHigh + 1))];
    }
}
