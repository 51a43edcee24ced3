namespace Trama.Tests.Support;

/// <summary>Open descriptors, counted by what they are (a socket, a pipe, the path of a file) at the beginning and at the end.</summary>
internal sealed class DescriptorLeaks
{
    private readonly Dictionary<string, int> _before = Count();

    public IEnumerable<string> Find() =>
        from now in Count()
        let before = _before.GetValueOrDefault(now.Key)
        where now.Value > before && !IsRuntimes(now.Key)
        select $"descriptor {now.Key}: {before} at the beginning, {now.Value} at the end";

    // Opened once by the runtime or the system's libraries when first needed, never by the code under test.
    private static bool IsRuntimes(string kind) =>
        kind.StartsWith("/proc/", StringComparison.Ordinal) || kind.StartsWith("/sys/", StringComparison.Ordinal)
        || kind is "/dev/urandom" or "/dev/random" or "/dev/null" || IsLoadedCode(kind);

    // The runtime keeps an assembly, and the symbols that a stack trace asked for, open once it has loaded them.
    private static bool IsLoadedCode(string path) => Path.GetExtension(path.Replace(" (deleted)", "", StringComparison.Ordinal)) is ".dll" or ".pdb";

    private static Dictionary<string, int> Count() =>
        Directory.EnumerateFileSystemEntries("/proc/self/fd").Select(Kind).OfType<string>().CountBy(kind => kind).ToDictionary();

    // The console duplicates the standard streams when it is first written to; they are given, not opened.
    private static readonly HashSet<string?> StandardStreams =
        [.. Enumerable.Range(0, 3).Select(number => new FileInfo($"/proc/self/fd/{number}").LinkTarget)];

    private static string? Kind(string descriptor)
    {
        try
        {
            // "socket:[4711]" differs for each; what it is comes before the colon. Anonymous inodes keep their whole name.
            string target = new FileInfo(descriptor).LinkTarget ?? "";
            if (StandardStreams.Contains(target))
                return null;
            return target.StartsWith("socket:", StringComparison.Ordinal) || target.StartsWith("pipe:", StringComparison.Ordinal)
                ? target[..target.IndexOf(':', StringComparison.Ordinal)]
                : target;
        }
        catch (IOException)
        {
            return null;   // the descriptor of this very listing, closed by now
        }
    }
}
