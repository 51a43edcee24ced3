using System.Globalization;

namespace Trama.Jobs.Doctor.Limits;

/// <summary>The control groups that this process is in, of either version, and the tightest limit on the way up from it.</summary>
internal sealed class Cgroup(SystemFiles files)
{
    private const string Root = "/sys/fs/cgroup";

    // Version 1 says "no limit" with a number near 2^63, cut down to whole pages.
    private const long NoLimit = 1L << 60;

    /// <summary>2, 1, or null where there are none.</summary>
    public int? Version => files.Text(Root + "/cgroup.controllers") is not null ? 2
        : files.Lines("/proc/self/cgroup").Any(line => line.Length > 0) ? 1
        : null;

    /// <summary>How many cores' worth of time the process may use, or null for no limit.</summary>
    public double? CoreQuota => Version switch
    {
        2 => Least(Folders("").Select(folder => Quota(files.Text(folder + "/cpu.max")))),
        1 => Least(Folders("cpu").Select(folder =>
            Quota($"{files.Number(folder + "/cpu.cfs_quota_us")} {files.Number(folder + "/cpu.cfs_period_us")}"))),
        _ => null,
    };

    /// <summary>How many bytes it may use, or null for no limit.</summary>
    public long? MemoryLimit => Version switch
    {
        2 => Least(Folders("").Select(folder => files.Number(folder + "/memory.max"))),
        1 => Least(Folders("memory").Select(folder => files.Number(folder + "/memory.limit_in_bytes")).Where(limit => limit < NoLimit)),
        _ => null,
    };

    // From the process's own group up to the root. In a container the path may be the host's, and only the root is there.
    private IEnumerable<string> Folders(string controller)
    {
        var folder = Root + (controller.Length > 0 ? "/" + controller : "");
        yield return folder;
        foreach (var part in PathOf(controller).Split('/', StringSplitOptions.RemoveEmptyEntries))
            yield return folder += "/" + part;
    }

    // "4:cpu,cpuacct:/some/group"; version 2 has one line with nothing between the colons.
    private string PathOf(string controller)
        => files.Lines("/proc/self/cgroup").Select(line => line.Split(':', 3))
            .FirstOrDefault(parts => parts.Length == 3 && parts[1].Split(',').Contains(controller))?[2] ?? "/";

    // "50000 100000": microseconds of every so many.
    private static double? Quota(string? text)
        => text?.Split(' ') is [var quota, var period]
            && double.TryParse(quota, CultureInfo.InvariantCulture, out var part) && part > 0
            && double.TryParse(period, CultureInfo.InvariantCulture, out var whole) && whole > 0
            ? part / whole
            : null;

    private static T? Least<T>(IEnumerable<T?> values)
        where T : struct
        => values.Min();
}
