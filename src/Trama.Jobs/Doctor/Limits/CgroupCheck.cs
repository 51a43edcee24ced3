namespace Trama.Jobs.Doctor.Limits;

/// <summary>Which control groups confine this program.</summary>
internal sealed class CgroupCheck(SystemFiles files) : ICheck
{
    public string Name => "cgroup";

    public Task<Finding> RunAsync(CancellationToken cancellationToken) => Task.FromResult(
        new Cgroup(files).Version is { } version
            ? Finding.Ok(Notices.CgroupVersion, ("version", version))
            : Finding.Skipped(Notices.CgroupNone));
}
