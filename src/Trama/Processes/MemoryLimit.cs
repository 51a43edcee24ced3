using System.Globalization;

namespace Trama.Processes;

/// <summary>How often the kernel has killed for want of memory in this process's control group: tells an out-of-memory kill from another.</summary>
internal readonly struct MemoryLimit
{
    private static readonly string[] Files =
    [
        "/sys/fs/cgroup/memory.events", // version 2
        "/sys/fs/cgroup/memory/memory.oom_control", // version 1
    ];

    private readonly long _kills;

    private MemoryLimit(long kills) => _kills = kills;

    public static MemoryLimit Now() => new(Kills());

    public bool KilledSince() => Kills() > _kills;

    private static long Kills()
    {
        foreach (string file in Files)
        {
            try
            {
                foreach (string line in File.ReadLines(file))
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
