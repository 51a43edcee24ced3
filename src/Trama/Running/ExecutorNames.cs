using System.Collections.Concurrent;

namespace Trama.Running;

/// <summary>Names for executors that were given none: <c>threads-1</c>, <c>threads-2</c>, …</summary>
internal static class ExecutorNames
{
    private static readonly ConcurrentDictionary<string, int> Used = new(StringComparer.Ordinal);

    public static string Next(string model) => $"{model}-{Used.AddOrUpdate(model, 1, static (_, last) => last + 1)}";
}
