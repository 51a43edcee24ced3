namespace Trama.Cli.Commands;

/// <summary>Finds what the user most likely meant.</summary>
internal static class Nearest
{
    /// <summary>
    /// The candidate with the fewest typing mistakes (a letter left out, added, changed, or two swapped), or null when none is close:
    /// at most one mistake in three letters, so that a suggestion is never a guess.
    /// </summary>
    public static string? To(string typed, IEnumerable<string> candidates)
    {
        string? best = null;
        var fewest = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var mistakes = Distance(typed.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (mistakes < fewest && mistakes <= Math.Max(1, Math.Max(typed.Length, candidate.Length) / 3))
                (best, fewest) = (candidate, mistakes);
        }
        return best;
    }

    /// <summary>The optimal string alignment distance, over three rows.</summary>
    internal static int Distance(string from, string to)
    {
        int[] beforeLast = new int[to.Length + 1], last = new int[to.Length + 1], row = new int[to.Length + 1];
        for (var j = 0; j <= to.Length; j++)
            last[j] = j;
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
}
