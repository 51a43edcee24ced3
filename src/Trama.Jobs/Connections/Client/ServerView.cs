using System.Globalization;
using Trama.Jobs.Compare.Rounds;

namespace Trama.Jobs.Connections.Client;

/// <summary>What the system tells of a server's processes, and of its own tables, at one moment. Null where it does not tell.</summary>
/// <param name="Resident">Bytes of the processes' memory that are in use, shared pages counted in each.</param>
/// <param name="Slab">Bytes of the kernel's own objects, of the whole system.</param>
/// <param name="CpuSeconds">The processes' processor time.</param>
internal readonly record struct ServerView(long? Resident, long? Slab, double? CpuSeconds)
{
    public static ServerView Take(IReadOnlyList<int> pids) => OperatingSystem.IsLinux()
        ? new(
            Sum(pids.Select(pid => Field($"/proc/{pid}/status", "VmRSS:"))),
            Field("/proc/meminfo", "Slab:"),
            pids.Sum(LinuxUsage.ProcessCpuSeconds))
        : default;

    private static long? Sum(IEnumerable<long?> values) => values.Aggregate((long?)0, (sum, value) => sum + value);

    // "VmRSS:     27340 kB"
    private static long? Field(string path, string name)
    {
        try
        {
            var line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? null : long.Parse(line.AsSpan(name.Length, line.Length - name.Length - 2).Trim(), NumberStyles.None, CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
