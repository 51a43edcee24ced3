using System.Runtime.InteropServices;

namespace Trama.Jobs.Compare.Rounds;

/// <summary>The kernel's own accounts: getrusage, and the CPU clock of another process.</summary>
internal static partial class LinuxUsage
{
    public const int Self = 0;
    public const int Children = -1;

    /// <summary>getrusage for <see cref="Self"/> (all threads, also ended ones) or for ended <see cref="Children"/>.</summary>
    public static (double CpuSeconds, long VoluntarySwitches, long InvoluntarySwitches) Of(int who)
    {
        // struct rusage: two timevals (four longs), then 14 longs; the last two are the switches.
        Span<long> usage = stackalloc long[18];
        if (GetResourceUsage(who, usage) != 0) throw new InvalidOperationException("getrusage failed.");
        var cpu = usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6);
        return (cpu, usage[16], usage[17]);
    }

    /// <summary>
    /// Processor seconds of a process, all its threads, to the nanosecond: /proc/PID/stat would only give hundredths. 0 when it has ended.
    /// </summary>
    public static double ProcessCpuSeconds(int pid)
    {
        Span<long> time = stackalloc long[2];
        return GetClockId(pid, out var clock) == 0 && GetTime(clock, time) == 0 ? time[0] + (time[1] / 1e9) : 0;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int GetResourceUsage(int who, Span<long> usage);

    [LibraryImport("libc", EntryPoint = "clock_getcpuclockid")]
    private static partial int GetClockId(int pid, out int clock);

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, Span<long> time);
}
