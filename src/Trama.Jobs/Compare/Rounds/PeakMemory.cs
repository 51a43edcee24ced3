using System.Diagnostics;
using System.Globalization;

namespace Trama.Jobs.Compare.Rounds;

/// <summary>The highest resident sizes of this process and an executor's worker processes, summed.</summary>
internal static class PeakMemory
{
    /// <summary>Bytes. Shared pages count once per process, and the peaks need not coincide: an upper bound.</summary>
    public static long Of(Executor executor)
        => OfProcess(Environment.ProcessId)
            + executor.Snapshot().Workers.Sum(worker => worker.ProcessId is { } pid ? OfProcess(pid) : 0);

    private static long OfProcess(int pid)
    {
        if (OperatingSystem.IsLinux()) return HighWaterMark(pid);
        using var process = Process.GetProcessById(pid);
        return process.PeakWorkingSet64;
    }

    // "VmHWM:     27340 kB"; a worker that has just ended has no status any more.
    private static long HighWaterMark(int pid)
    {
        try
        {
            var line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.AsSpan(6, line.Length - 9).Trim(), NumberStyles.None, CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
