using System.Globalization;
using Trama.Soak.Verdict;

namespace Trama.Soak.Leaks;

/// <summary>
/// This process's memory over the run. Two figures are judged: what is resident, looked at twice a second under load, the median of the
/// first quarter against that of the last; and what the garbage collector finds alive when nothing runs, at the beginning and the end of
/// each pool's life.
/// </summary>
internal sealed class MemoryCurve
{
    // Less says nothing: the first seconds go to compiling.
    private const int FewestSamples = 200;
    private const double ResidentSlack = 16;
    private const double ResidentGrowth = 1.10;

    // Of one pool's life; what it keeps for each kill is seen here long before it is seen in what is resident.
    private const double BytesPerKill = 512;
    private const double LiveSlack = 4 << 20;
    private const int FewestKills = 200;

    private readonly Lock _gate = new();
    private readonly List<double> _resident = [];

    public double FirstQuarter => Quarter(0);

    public double LastQuarter => Quarter(3);

    public bool IsJudged => Samples >= FewestSamples;

    private int Samples
    {
        get
        {
            lock (_gate)
                return _resident.Count;
        }
    }

    public async Task SampleAsync(CancellationToken end)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                double now = Resident();
                lock (_gate)
                    _resident.Add(now);
            }
        }
        catch (OperationCanceledException)
        {
            // The run is over.
        }
    }

    public void Judge(Findings findings)
    {
        if (IsJudged && LastQuarter > (FirstQuarter * ResidentGrowth) + ResidentSlack)
            findings.Add(
                Fault.Memory,
                string.Create(CultureInfo.InvariantCulture, $"resident {FirstQuarter:0.0} MB in the first quarter, {LastQuarter:0.0} MB in the last"));
    }

    /// <summary>Judges one pool by what was alive after its first kills and after its last ones.</summary>
    public static void JudgePool(Findings findings, string pool, long before, long after, int kills)
    {
        if (kills >= FewestKills && after - before > LiveSlack + (BytesPerKill * kills))
            findings.Add(Fault.Memory, $"pool {pool}: {before:N0} bytes alive in the beginning, {after:N0} bytes {kills} kills later");
    }

    /// <summary>How many bytes are alive. When nothing runs, or it means nothing.</summary>
    public static long Live()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        GCMemoryInfo heap = GC.GetGCMemoryInfo(GCKind.FullBlocking);
        return heap.HeapSizeBytes - heap.FragmentedBytes;
    }

    private double Quarter(int which)
    {
        lock (_gate)
        {
            int length = _resident.Count / 4;
            double[] quarter = [.. _resident.Skip(which * length).Take(length).Order()];
            return quarter.Length == 0 ? 0 : quarter[length / 2];
        }
    }

    private static double Resident()
    {
        string line = File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.AsSpan("VmRSS:".Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture) / 1024.0;
    }
}
