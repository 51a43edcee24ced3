using System.Globalization;

namespace Trama.Processes;

/// <summary>How often the kernel has killed for want of memory in this process's control group: tells an out-of-memory kill from another.</summary>
internal readonly struct MemoryLimit
{
    private const string Root = "/sys/fs/cgroup";

    private readonly long _kills;

    private MemoryLimit(long kills) => _kills = kills;

    public static MemoryLimit Now() => new(Kills());

    public bool KilledSince() => Kills() > _kills;

    // This process's own group, by the path that it is told; where that path is not the one seen here (a container), what is at the root.
    private static List<string> Files()
    {
        List<string> files = [];
        foreach (string line in File.Exists("/proc/self/cgroup") ? File.ReadLines("/proc/self/cgroup") : [])
        {
            // "4:memory:/path" in version 1, "0::/path" in version 2.
            if (line.Split(':', 3) is not [_, var controllers, var path])
                continue;
            if (controllers.Length == 0)
                files.Add($"{Root}{path}/memory.events");
            else if (controllers.Split(',').Contains("memory"))
                files.Add($"{Root}/memory{path}/memory.oom_control");
        }

        return [.. files, $"{Root}/memory.events", $"{Root}/memory/memory.oom_control"];
    }

    private static long Kills()
    {
        foreach (string file in Files())
        {
            try
            {
                foreach (string line in File.Exists(file) ? File.ReadLines(file) : [])
                {
                    if (line.StartsWith("oom_kill ", StringComparison.Ordinal))
                        return long.Parse(line.AsSpan("oom_kill ".Length), CultureInfo.InvariantCulture);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
            {
                // No such group here; the other version's file may be there.
            }
        }

        return 0;
    }
}
