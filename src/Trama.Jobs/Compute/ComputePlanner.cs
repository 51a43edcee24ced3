using Trama.Jobs.Workloads;

namespace Trama.Jobs.Compute;

/// <summary>Cuts the numbers into ranges of about equal work.</summary>
internal static class ComputePlanner
{
    /// <summary>The greatest limit: with it, all of a number's divisors fit their squares into an int.</summary>
    public const int MaxLimit = 2_000_000_000;

    // A few hundred milliseconds on one core.
    private const int DefaultLimit = 2_000_000;
    private const int Ranges = 64;

    public static PlannedWork Plan(WorkRequest request)
    {
        PrimeRange[] ranges = request.Inputs.Count > 0 ? [.. request.Inputs.SelectMany(Parse)] : Cut(DefaultLimit);
        return new()
        {
            Items = [.. ranges.Select(range => range.ToString())],
            Input = Notices.Create(Notices.ComputeInput, ("items", ranges.Length), ("limit", ranges.Max(range => range.To))),
        };
    }

    /// <summary>
    /// Cuts 0 to <paramref name="limit"/> at limit · (i / n)^(1/1.38), so that equal shares of the work end at these places. Finding out that
    /// a number is prime takes half its square root in divisions, but primes get rarer: counted, the work below n grows about as n^1.38.
    /// </summary>
    public static PrimeRange[] Cut(int limit)
    {
        var count = Math.Clamp(limit, 1, Ranges);
        int[] ends = [.. Enumerable.Range(0, count + 1).Select(i => (int)Math.Round(limit * Math.Pow((double)i / count, 1 / 1.38)))];
        return [.. Enumerable.Range(0, count).Select(i => new PrimeRange(ends[i], ends[i + 1]))];
    }

    private static IEnumerable<PrimeRange> Parse(string input)
    {
        if (PrimeRange.TryParse(input, out var range) && range.To <= MaxLimit) return [range];
        if (PrimeRange.TryNumber(input, out var limit) && limit <= MaxLimit) return Cut(limit);
        throw JobErrors.NotARange(input, MaxLimit);
    }
}
