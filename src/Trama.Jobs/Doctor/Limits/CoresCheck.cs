namespace Trama.Jobs.Doctor.Limits;

/// <summary>How many cores there are, and how many of them this program may use.</summary>
internal sealed class CoresCheck(SystemFiles files) : ICheck
{
    public string Name => "cores";

    public Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        var usable = Environment.ProcessorCount;
        var online = files.Lines("/proc/cpuinfo").Count(line => line.StartsWith("processor", StringComparison.Ordinal));
        object quota = new Cgroup(files).CoreQuota is { } cores ? cores : "";
        return Task.FromResult(Finding.Ok(Notices.Cores, ("usable", usable), ("online", Math.Max(online, usable)), ("quota", quota)));
    }
}
