namespace Trama.Jobs.Method;

/// <summary>Names that somebody who wrote another may have meant.</summary>
internal static class NearNames
{
    private const int Most = 3;

    /// <summary>Up to three of <paramref name="all"/>, the nearest first: equal but for case or namespace, or few letters apart.</summary>
    public static IReadOnlyList<string> Of(string name, IEnumerable<string> all)
        => [.. all.Distinct()
            .Select(candidate => (candidate, distance: Distance(Last(name), Last(candidate))))
            .Where(pair => pair.distance <= Math.Max(2, Last(name).Length / 3))
            .OrderBy(pair => pair.distance).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Take(Most)
            .Select(pair => pair.candidate)];

    private static string Last(string name) => name[(name.LastIndexOfAny(['.', '+']) + 1)..].ToUpperInvariant();

    // Levenshtein's distance, one row at a time.
    private static int Distance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
