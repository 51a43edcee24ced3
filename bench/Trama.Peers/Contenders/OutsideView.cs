using System.Diagnostics;
using System.Globalization;

namespace Trama.Peers.Contenders;

/// <summary>What the system tells of a side, for what a side can't measure of itself without changing it.</summary>
internal static class OutsideView
{
    // An idle worker gives memory back in the seven seconds after its last call. Memory is looked at three times, processor time once.
    private static readonly TimeSpan MemorySettling = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ProcessorSettling = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Watching = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    public static async Task<double[]> TakeAsync(Taken taken, int processId, double[] answer)
    {
        switch (taken)
        {
            case Taken.AsMemory:
                await Task.Delay(MemorySettling);
                return [answer.Average(id => ProportionalMegabytes((int)id))];
            case Taken.AsProcessorTime:
                await Task.Delay(ProcessorSettling);
                return [await BusyPercentAsync(processId)];
            default:
                return answer;
        }
    }

    private static double ProportionalMegabytes(int processId)
    {
        string line = File.ReadLines($"/proc/{processId}/smaps_rollup").First(line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    // Of one core, over the side and everything below it. Looked at once a second: a thread that ends takes its count along, and only what
    // it used since the last look is missed.
    private static async Task<double> BusyPercentAsync(int processId)
    {
        int[] processes = Below(processId);
        long started = Stopwatch.GetTimestamp();
        Dictionary<string, long> last = ByThread(processes);
        long used = 0;
        while (Stopwatch.GetElapsedTime(started) < Watching)
        {
            await Task.Delay(Glance);
            Dictionary<string, long> now = ByThread(processes);
            used += now.Sum(thread => thread.Value - last.GetValueOrDefault(thread.Key));
            last = now;
        }

        return used / 1e7 / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>A process and everything below it.</summary>
    public static int[] Below(int root)
    {
        var parents = new Dictionary<int, int>();
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id) && ParentOf(id) is { } parent)
                parents[id] = parent;
        }

        bool IsBelow(int id) => id == root || (parents.TryGetValue(id, out int parent) && IsBelow(parent));
        return [.. parents.Keys.Where(IsBelow)];
    }

    // "42 (a name with) anything) S 1 …"
    private static int? ParentOf(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;   // it ended while we looked
        }
    }

    // The scheduler's own count, in nanoseconds; /proc/PID/stat counts in ticks of 10 ms.
    private static Dictionary<string, long> ByThread(int[] processes)
    {
        var counts = new Dictionary<string, long>();
        foreach (string thread in processes.SelectMany(static id => Directory.EnumerateDirectories($"/proc/{id}/task")))
        {
            try
            {
                counts[thread] = long.Parse(File.ReadAllText(thread + "/schedstat").Split(' ')[0], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // It ended while we looked.
            }
        }

        return counts;
    }
}
