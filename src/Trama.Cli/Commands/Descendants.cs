using System.Diagnostics;
using System.Globalization;

namespace Trama.Cli.Commands;

/// <summary>The processes that this one started, and those that they started.</summary>
internal static class Descendants
{
    /// <summary>
    /// Kills all of them, parents first, so that none starts another. Where there is no /proc, children notice by themselves:
    /// each ends when its standard input closes.
    /// </summary>
    public static void Kill()
    {
        foreach (var id in Below(Environment.ProcessId, ParentsById()))
        {
            try
            {
                using var process = Process.GetProcessById(id);
                process.Kill();
            }
            catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
            {
                // It ended by itself.
            }
        }
    }

    /// <summary>Every id below <paramref name="root"/>, parents before their children.</summary>
    internal static IEnumerable<int> Below(int root, IReadOnlyDictionary<int, int> parentsById)
    {
        foreach (var (id, parent) in parentsById)
        {
            if (parent != root)
                continue;
            yield return id;
            foreach (var below in Below(id, parentsById))
                yield return below;
        }
    }

    /// <summary>Who started whom, from /proc/PID/stat: "pid (name) state parent …", where the name may hold anything.</summary>
    internal static Dictionary<int, int> ParentsById()
    {
        var parents = new Dictionary<int, int>();
        if (!OperatingSystem.IsLinux())
            return parents;
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                continue;
            try
            {
                var stat = File.ReadAllText(directory + "/stat");
                parents[id] = int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
            }
            catch (IOException)
            {
                // It ended while we looked.
            }
        }
        return parents;
    }
}
