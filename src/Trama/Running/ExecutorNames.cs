using System.Collections.Concurrent;

namespace Trama.Running;

/// <summary>Names for executors that were given none: <c>threads-1</c>, <c>threads-2</c>, …</summary>
internal static class ExecutorNames
{
    private static readonly ConcurrentDictionary<string, int> Used = new(StringComparer.Ordinal);

    public static string Next(Type executor)
    {
        string model = executor.Name.EndsWith(nameof(Executor), StringComparison.Ordinal)
            ? executor.Name[..^nameof(Executor).Length].ToLowerInvariant()
            : executor.Name;
        int number = Used.AddOrUpdate(model, 1, static (_, last) => last + 1);
        return $"{model}-{number}";
    }
}
