using System.Globalization;

namespace Trama.Jobs.Doctor.Limits;

/// <summary>How much memory this program may use, and how much of it is free now.</summary>
internal sealed class MemoryCheck(SystemFiles files) : ICheck
{
    // A handful of workers at some 30 MB each, and room to work in.
    private const long LeastFree = 512L << 20;

    public string Name => "memory";

    public Task<Finding> RunAsync(CancellationToken cancellationToken) => Task.FromResult(Find());

    private Finding Find()
    {
        var total = Kibibytes("MemTotal:") ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        if (Kibibytes("MemAvailable:") is not { } free)
            return Finding.Skipped(Notices.MemoryTotal, ("bytes", total));
        var limit = new Cgroup(files).MemoryLimit;
        (string, object)[] details = [("totalBytes", total), ("freeBytes", free), ("limitBytes", limit is { } most ? most : "")];
        return Math.Min(free, limit ?? long.MaxValue) < LeastFree
            ? Finding.Warning(Notices.MemoryLow, details)
            : Finding.Ok(Notices.Memory, details);
    }

    // "MemTotal:       24682416 kB"
    private long? Kibibytes(string mark)
        => files.Lines("/proc/meminfo").FirstOrDefault(line => line.StartsWith(mark, StringComparison.Ordinal)) is { } line
            ? long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024
            : null;
}
