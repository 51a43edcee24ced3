namespace Trama.Jobs;

/// <summary>Names that somebody who typed another may have meant.</summary>
internal static class NearNames
{
    private const int Most = 3;

    /// <summary>
    /// Up to three of <paramref name="all"/>, the nearest first: equal but for case or namespace, or a few typing mistakes apart (a letter left
    /// out, added, changed, or two swapped). At most one mistake in three letters, so that a suggestion is never a guess.
    /// </summary>
    public static IReadOnlyList<string> Of(string typed, IEnumerable<string> all)
        => [.. all.Distinct()
            .Select(candidate => (candidate, mistakes: Distance(Last(typed), Last(candidate))))
            .Where(pair => pair.mistakes <= Math.Max(1, Math.Max(Last(typed).Length, Last(pair.candidate).Length) / 3))
            .OrderBy(pair => pair.mistakes).ThenBy(pair => pair.candidate, StringComparer.Ordinal)
            .Take(Most)
            .Select(pair => pair.candidate)];

    /// <summary>The nearest of <paramref name="all"/>, or null when none is close.</summary>
    public static string? Nearest(string typed, IEnumerable<string> all) => Of(typed, all) is [var name, ..] ? name : null;

    /// <summary>The optimal string alignment distance, over three rows.</summary>
    internal static int Distance(string from, string to)
    {
        int[] beforeLast = new int[to.Length + 1], last = new int[to.Length + 1], row = new int[to.Length + 1];
        for (var j = 0; j <= to.Length; j++) last[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var changed = last[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                row[j] = Math.Min(changed, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[to.Length];
    }

    // Of a method or a type, what comes after its namespace; a name without dots is whole.
    private static string Last(string name) => name[(name.LastIndexOfAny(['.', '+']) + 1)..].ToUpperInvariant();
}
