using System.Diagnostics;

namespace Trama.Jobs.Compare.Rounds;

/// <summary>
/// Processor time of this process and an executor's worker processes, and this process's context switches, at one moment.
/// Workers' time is read from the kernel's clock of each process rather than from what ended children leave behind: that would
/// include their start-up, which is reported apart.
/// </summary>
internal readonly record struct Usage(double CpuSeconds, long? VoluntarySwitches, long? InvoluntarySwitches)
{
    public static Usage Now(Executor executor)
    {
        var workers = executor.Snapshot().Workers.Sum(worker => worker.ProcessId is { } pid ? ProcessCpu(pid) : 0);
        if (!OperatingSystem.IsLinux()) return new(Environment.CpuUsage.TotalTime.TotalSeconds + workers, null, null);
        var own = LinuxUsage.Of(LinuxUsage.Self);
        return new(own.CpuSeconds + workers, own.VoluntarySwitches, own.InvoluntarySwitches);
    }

    /// <summary>Context switches of all children that have ended and were waited for; nothing where the system does not tell.</summary>
    public static (long Voluntary, long Involuntary) EndedChildrenSwitches()
    {
        if (!OperatingSystem.IsLinux()) return (0, 0);
        var children = LinuxUsage.Of(LinuxUsage.Children);
        return (children.VoluntarySwitches, children.InvoluntarySwitches);
    }

    public static Usage operator -(Usage after, Usage before) => new(
        after.CpuSeconds - before.CpuSeconds,
        after.VoluntarySwitches - before.VoluntarySwitches,
        after.InvoluntarySwitches - before.InvoluntarySwitches);

    private static double ProcessCpu(int pid)
    {
        if (OperatingSystem.IsLinux()) return LinuxUsage.ProcessCpuSeconds(pid);
        using var process = Process.GetProcessById(pid);
        return process.TotalProcessorTime.TotalSeconds;
    }
}
