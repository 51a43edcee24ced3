namespace Trama.Jobs;

/// <summary>Builds the data of an error or a notice in one expression: <c>Details.Of(("path", path), ("line", 3L))</c>.</summary>
internal static class Details
{
    public static IReadOnlyDictionary<string, object> Of(params ReadOnlySpan<(string Key, object Value)> pairs)
    {
        var details = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs) details[key] = value is int number ? (long)number : value;
        return details;
    }
}
