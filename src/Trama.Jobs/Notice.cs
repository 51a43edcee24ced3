namespace Trama.Jobs;

/// <summary>
/// Something to tell a person, without its words: a stable code and the data of its sentence. Values are strings, whole numbers
/// (<see cref="long"/>), doubles or lists of strings; <see cref="Notices"/> lists each code with its keys.
/// </summary>
/// <param name="Code">The stable code, such as <c>verdict.fastest</c>.</param>
/// <param name="Details">The data, by key.</param>
internal sealed record Notice(string Code, IReadOnlyDictionary<string, object> Details);
