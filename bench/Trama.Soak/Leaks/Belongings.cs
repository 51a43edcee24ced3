using System.Diagnostics;

namespace Trama.Soak.Leaks;

/// <summary>
/// What this process holds, and what it and its children left behind: counted when no pool is there, before and after.
/// </summary>
internal sealed class Belongings
{
    // The kernel closes what a killed process held a moment after its end is known.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, int> _counts;

    private Belongings(Dictionary<string, int> counts) => _counts = counts;

    public int Descriptors => Sum("descriptor ");

    public int Mappings => Sum("mapping ");

    public static Belongings Now(string mark, string folder)
    {
        // What only waits for its finalizer is held by nobody.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return new Belongings(
            OpenDescriptors().Select(static kind => $"descriptor {kind}")
                .Concat(SharedMappings().Select(static name => $"mapping {name}"))
                .Concat(PoolThreads().Select(static name => $"thread {name}"))
                .Concat(ProcessTable.Zombies().Select(static process => "zombie"))
                .Concat(ProcessTable.Marked(mark).Select(static process => "process"))
                .Concat(Directory.EnumerateFileSystemEntries(folder).Select(static file => $"file {Path.GetFileName(file)}"))
                .CountBy(static thing => thing).ToDictionary());
    }

    /// <summary>What there is more of than there was; waits a little for it to go.</summary>
    public static async Task<(Belongings Now, IReadOnlyList<string> Left)> LeftSinceAsync(Belongings before, string mark, string folder)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            Belongings now = Now(mark, folder);
            string[] left =
            [
                .. from thing in now._counts
                   let was = before._counts.GetValueOrDefault(thing.Key)
                   where thing.Value > was
                   select $"{thing.Key}: {was} before, {thing.Value} now",
            ];
            if (left.Length == 0 || Stopwatch.GetElapsedTime(started) > Patience)
                return (now, left);
            await Task.Delay(50);
        }
    }

    private int Sum(string prefix) => _counts.Where(thing => thing.Key.StartsWith(prefix, StringComparison.Ordinal)).Sum(static thing => thing.Value);

    // "socket:[4711]" differs for each; what it is stands before the colon. What the runtime opens once for itself, it keeps.
    private static IEnumerable<string> OpenDescriptors() =>
        from descriptor in Directory.EnumerateFileSystemEntries("/proc/self/fd")
        let target = TargetOf(descriptor)
        where target is not null && !target.StartsWith("/proc/", StringComparison.Ordinal) && !target.StartsWith("/sys/", StringComparison.Ordinal)
            && Path.GetExtension(target) is not (".dll" or ".pdb")
        select target.StartsWith("socket:", StringComparison.Ordinal) || target.StartsWith("pipe:", StringComparison.Ordinal)
            ? target[..target.IndexOf(':', StringComparison.Ordinal)]
            : target;

    private static string? TargetOf(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget;
        }
        catch (IOException)
        {
            // The descriptor of this very listing, closed by now.
            return null;
        }
    }

    private static IEnumerable<string> SharedMappings() =>
        from line in File.ReadLines("/proc/self/maps")
        let place = line.IndexOf("/memfd:trama", StringComparison.Ordinal)
        where place >= 0
        select line[place..];

    // Named after their pool; the one thread that starts workers is the process's, and stays.
    private static IEnumerable<string> PoolThreads() =>
        from thread in Directory.EnumerateDirectories("/proc/self/task")
        let name = NameOf(thread)
        where name.StartsWith($"Trama {Shape.PoolName}", StringComparison.Ordinal)
        select name;

    private static string NameOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm")).Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
