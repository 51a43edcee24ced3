namespace Trama.Jobs;

/// <summary>
/// A job that can't go on. It carries a stable id and the data of its sentence; the words come from whoever shows it,
/// in the user's language. <see cref="JobErrors"/> is the one place that creates it, and lists each id with its keys.
/// </summary>
internal sealed class JobException(string id, JobErrorKind kind, IReadOnlyDictionary<string, object> details)
    : Exception(JobFaults.Write(id, kind, details))
{
    /// <summary>The stable id, <c>TRM07nn</c>.</summary>
    public string Id { get; } = id;

    /// <summary>Which exit code the error belongs to.</summary>
    public JobErrorKind Kind { get; } = kind;

    /// <summary>The data of the sentence: strings, whole numbers, doubles or lists of strings, by the keys <see cref="JobErrors"/> documents.</summary>
    public IReadOnlyDictionary<string, object> Details { get; } = details;
}
