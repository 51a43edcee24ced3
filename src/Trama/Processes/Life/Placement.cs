using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Trama.Processes.Life;

/// <summary>Where a worker process runs and with which priority.</summary>
/// <remarks>
/// On Linux both belong to threads, not to processes, and a thread takes them over from the one that starts it. So each thread of the
/// worker is set, again until a look finds no new one: from then on they all descend from threads that are set.
/// </remarks>
internal static partial class Placement
{
    private const int WhichProcess = 0; // PRIO_PROCESS; on Linux it takes a thread's number too
    private const int MaskBytes = 1024 / 8; // sizeof(cpu_set_t)

    /// <summary>One more than the highest number that a processor may have here; 0 where a process can't be bound.</summary>
    public static int MostProcessors => OperatingSystem.IsLinux() ? MaskBytes * 8 : OperatingSystem.IsWindows() ? 64 : 0;

    /// <summary>Puts the process where the options say. Null: done; else why that can't be.</summary>
    [SuppressMessage("Interoperability", "CA1416", Justification = "Processors are refused by the options where they can't be set.")]
    public static string? Apply(int processId, ProcessExecutorOptions options)
    {
        if (options.Processors is null && options.Priority == ProcessPriorityClass.Normal)
            return null;
        try
        {
            if (OperatingSystem.IsLinux())
                return ApplyToThreads(processId, options);
            using Process process = Process.GetProcessById(processId);
            if (options.Priority != ProcessPriorityClass.Normal)
                process.PriorityClass = options.Priority;
            if (options.Processors is { } processors)
                process.ProcessorAffinity = (nint)processors.Aggregate(0L, static (mask, number) => mask | (1L << number));
            return null;
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentException or IOException or Win32Exception)
        {
            return $"it can't be given its priority or processors: {error.Message} (TRM0545)";
        }
    }

    /// <summary>What Linux calls nice, with the figures that .NET uses for the classes.</summary>
    public static int NiceOf(ProcessPriorityClass priority) => priority switch
    {
        ProcessPriorityClass.Idle => 19,
        ProcessPriorityClass.BelowNormal => 10,
        ProcessPriorityClass.AboveNormal => -5,
        ProcessPriorityClass.High => -11,
        ProcessPriorityClass.RealTime => -19,
        _ => 0,
    };

    [SupportedOSPlatform("linux")]
    private static string? ApplyToThreads(int processId, ProcessExecutorOptions options)
    {
        byte[]? mask = options.Processors is { } processors ? MaskOf(processors) : null;
        int? nice = options.Priority != ProcessPriorityClass.Normal ? NiceOf(options.Priority) : null;
        var done = new HashSet<int>();
        int before;
        do
        {
            before = done.Count;
            foreach (int thread in ThreadsOf(processId).Where(done.Add))
            {
                if (mask is not null && SetAffinity(thread, (nuint)mask.Length, mask) != 0 && !HasEnded())
                    return $"it can't be bound to the processors {string.Join(",", options.Processors!)}: {LastError()} "
                        + "Name some that this process may use. (TRM0546)";
                if (nice is { } value && SetPriority(WhichProcess, thread, value) != 0 && !HasEnded())
                    return $"it can't be given the priority {options.Priority}: {LastError()} "
                        + "More than Normal takes the right to it (CAP_SYS_NICE). (TRM0547)";
            }
        }
        while (done.Count > before);
        return null;
    }

    private static IEnumerable<int> ThreadsOf(int processId) =>
        Directory.EnumerateDirectories($"/proc/{processId}/task")
            .Select(static folder => int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture));

    private static byte[] MaskOf(IReadOnlyList<int> processors)
    {
        var mask = new byte[MaskBytes];
        foreach (int number in processors)
            mask[number / 8] |= (byte)(1 << (number % 8));
        return mask;
    }

    private static bool HasEnded() => Marshal.GetLastPInvokeError() == 3; // ESRCH

    private static string LastError() => $"{Marshal.GetLastPInvokeErrorMessage()}.";

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint length, ReadOnlySpan<byte> mask);

    [LibraryImport("libc", EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, int thread, int nice);
}
