using Trama.Jobs.Doctor;
using Trama.Jobs.Doctor.Limits;

namespace Trama.Jobs.Tests.Doctor;

/// <summary>Limits as Linux writes them, from files of a made-up machine.</summary>
public sealed class LimitsTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    private SystemFiles Files => new(_root.Path);

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Version_2_has_the_tightest_limit_of_all_groups_around_the_process()
    {
        Write("sys/fs/cgroup/cgroup.controllers", "cpu memory");
        Write("proc/self/cgroup", "0::/outer/inner\n");
        Write("sys/fs/cgroup/outer/cpu.max", "150000 100000\n");
        Write("sys/fs/cgroup/outer/inner/cpu.max", "max 100000\n");
        Write("sys/fs/cgroup/outer/memory.max", "max\n");
        Write("sys/fs/cgroup/outer/inner/memory.max", "1073741824\n");
        var cgroup = new Cgroup(Files);
        Assert.Equal((2, 1.5, 1L << 30), (cgroup.Version, cgroup.CoreQuota, cgroup.MemoryLimit));
    }

    [Fact]
    public void Version_1_says_no_limit_in_numbers_of_its_own()
    {
        Write("proc/self/cgroup", "4:memory:/job\n1:cpu,cpuacct:/\n0::/\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n");
        Write("sys/fs/cgroup/memory/job/memory.limit_in_bytes", "536870912\n");
        Write("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n");
        Write("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n");
        var cgroup = new Cgroup(Files);
        Assert.Equal((1, null, 512L << 20), (cgroup.Version, cgroup.CoreQuota, cgroup.MemoryLimit));
    }

    [Fact]
    public void Machine_without_groups_has_none()
    {
        var cgroup = new Cgroup(Files);
        Assert.Equal((null, null, null), (cgroup.Version, cgroup.CoreQuota, cgroup.MemoryLimit));
    }

    [Theory]
    [InlineData(8_000_000, false)]
    [InlineData(100_000, true)]
    public async Task Little_free_memory_is_a_warning(int kibibytes, bool warns)
    {
        Write("proc/meminfo", $"MemTotal:       16000000 kB\nMemAvailable:   {kibibytes} kB\n");
        var finding = await new MemoryCheck(Files).RunAsync(default);
        Assert.Equal((warns ? CheckStatus.Warning : CheckStatus.Ok, kibibytes * 1024L), (finding.Status, finding.Notice.Details["freeBytes"]));
    }

    [Theory]
    [InlineData("1024", false, 1024)]
    [InlineData("256", true, 256)]
    [InlineData("unlimited", false, long.MaxValue)]
    public async Task Few_descriptors_are_a_warning(string soft, bool warns, long number)
    {
        Write("proc/self/limits", $"Limit                     Soft Limit           Hard Limit           Units\nMax open files            {soft}  524288  files\n");
        var finding = await new DescriptorsCheck(Files).RunAsync(default);
        Assert.Equal((warns ? CheckStatus.Warning : CheckStatus.Ok, number, 524288L), (finding.Status, finding.Notice.Details["soft"], finding.Notice.Details["hard"]));
    }

    [Fact]
    public async Task What_the_system_does_not_tell_is_skipped()
        => Assert.Equal(CheckStatus.Skipped, (await new DescriptorsCheck(Files).RunAsync(default)).Status);

    [Fact]
    public async Task Missing_shared_memory_is_a_warning()
        => Assert.Equal(CheckStatus.Warning, (await new SharedMemoryCheck(Path.Combine(_root.Path, "none")).RunAsync(default)).Status);

    [Fact]
    public async Task Cores_count_what_is_there_and_what_the_group_allows()
    {
        Write("proc/cpuinfo", string.Concat(Enumerable.Range(0, 512).Select(core => $"processor\t: {core}\nmodel name\t: x\n")));
        Write("sys/fs/cgroup/cgroup.controllers", "cpu");
        Write("sys/fs/cgroup/cpu.max", "50000 100000\n");
        var details = (await new CoresCheck(Files).RunAsync(default)).Notice.Details;
        Assert.Equal((512L, 0.5, (long)Environment.ProcessorCount), (details["online"], details["quota"], details["usable"]));
    }

    private void Write(string path, string text) => _root.Write(path, text);
}
