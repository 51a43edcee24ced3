using System.Globalization;

namespace Trama.Processes.Shared;

/// <summary>
/// Whether the machine has the memory that somebody is about to allocate. Linux promises more than it has and kills processes when it can't
/// keep it; a large request that can't be met is better refused.
/// </summary>
internal static class MemoryRoom
{
    // Below this the look costs more than it tells.
    private const long WorthALook = 16L << 20;

    private const string AvailableMark = "MemAvailable:";

    // The group that this process sees as its root, in both versions of control groups; absent outside of one.
    private static readonly (string Limit, string Used)[] Groups =
    [
        ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
        ("/sys/fs/cgroup/memory/memory.limit_in_bytes", "/sys/fs/cgroup/memory/memory.usage_in_bytes"),
    ];

    /// <exception cref="SharedMemoryException">There is less than that.</exception>
    public static void Check(long bytes)
    {
        if (bytes < WorthALook)
            return;
        long available = Math.Min(OfTheMachine(), OfTheGroup());
        if (bytes > available)
            throw SharedMemoryErrors.NoRoom(bytes, available);
    }

    private static long OfTheMachine()
    {
        foreach (string line in Lines("/proc/meminfo"))
        {
            if (line.StartsWith(AvailableMark, StringComparison.Ordinal)
                && long.TryParse(line[AvailableMark.Length..^"kB".Length], CultureInfo.InvariantCulture, out long kibibytes))
                return kibibytes * 1024;
        }

        return long.MaxValue;
    }

    private static long OfTheGroup()
    {
        foreach ((string limit, string used) in Groups)
        {
            if (Number(limit) is { } most && Number(used) is { } taken)
                return Math.Max(most - taken, 0);
        }

        return long.MaxValue;
    }

    private static long? Number(string file) =>
        Lines(file) is [string text, ..] && long.TryParse(text, CultureInfo.InvariantCulture, out long number) ? number : null;

    private static string[] Lines(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllLines(file) : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
