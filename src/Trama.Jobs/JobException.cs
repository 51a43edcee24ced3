using System.Globalization;

namespace Trama.Jobs;

/// <summary>
/// A job that can't go on. It carries a stable id and the data of its sentence; the words come from whoever shows it,
/// in the user's language. <see cref="JobErrors"/> is the one place that creates it, and lists each id with its keys.
/// </summary>
internal sealed class JobException : Exception
{
    public JobException(string id, JobErrorKind kind, IReadOnlyDictionary<string, object> details, Exception? cause = null)
        : base(Describe(id, details), cause)
    {
        Id = id;
        Kind = kind;
        Details = details;
    }

    /// <summary>The stable id, <c>TRM07nn</c>.</summary>
    public string Id { get; }

    /// <summary>Which exit code the error belongs to.</summary>
    public JobErrorKind Kind { get; }

    /// <summary>The data of the sentence: strings, whole numbers, doubles or lists of strings, by the keys <see cref="JobErrors"/> documents.</summary>
    public IReadOnlyDictionary<string, object> Details { get; }

    private static string Describe(string id, IReadOnlyDictionary<string, object> details)
    {
        var pairs = details.Select(pair => $"{pair.Key}={Show(pair.Value)}");
        return $"{id} {string.Join(", ", pairs)}";
    }

    private static string Show(object value)
        => value is IEnumerable<string> many ? string.Join('|', many) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
