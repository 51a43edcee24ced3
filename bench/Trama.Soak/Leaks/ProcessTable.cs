using System.Globalization;
using System.Runtime.InteropServices;

namespace Trama.Soak.Leaks;

/// <summary>Processes as <c>/proc</c> tells of them.</summary>
internal static partial class ProcessTable
{
    /// <summary>The environment variable by which all processes of a soak, or of one victim of it, are known.</summary>
    public const string MarkVariable = "TRAMA_SOAK_MARK";

    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Stop = 19;

    /// <summary>Living processes that were started with this mark.</summary>
    public static IEnumerable<int> Marked(string mark) => All().Where(process => Has(process, $"{MarkVariable}={mark}"));

    /// <summary>This process's children that have ended and were not waited for.</summary>
    public static IEnumerable<int> Zombies() => All().Where(static process => StateOf(process) is ("Z", var parent) && parent == Environment.ProcessId);

    /// <summary>Whether the process has a thread of this name.</summary>
    public static bool HasThread(int processId, string name)
    {
        try
        {
            return Directory.EnumerateDirectories($"/proc/{processId}/task").Any(thread => Read($"{thread}/comm").TrimEnd() == name);
        }
        catch (DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>What is known of a process that should not be there.</summary>
    public static string Describe(int processId)
    {
        (string state, int parent) = StateOf(processId);
        string threads = string.Join(", ", Directory.Exists($"/proc/{processId}/task")
            ? Directory.EnumerateDirectories($"/proc/{processId}/task").Select(static thread => Read($"{thread}/comm").TrimEnd())
            : []);
        return $"{processId} (state {state}, parent {parent}, threads: {threads})";
    }

    /// <summary>Sends a signal to a child of this process. False when there is none of this number (any more).</summary>
    public static bool TrySignalChild(int processId, int signal) =>
        StateOf(processId) is (not "Z", var parent) && parent == Environment.ProcessId && kill(processId, signal) == 0;

    /// <summary>Sends a signal to a process that was started by this soak.</summary>
    public static void Signal(int processId, int signal) => _ = kill(processId, signal);

    /// <summary>No process that this one starts writes its memory to a file when it crashes.</summary>
    public static void ForbidCoreDumps()
    {
        const int Core = 4;
        _ = setrlimit(Core, new Limit(0, 0));
    }

    /// <summary>The numbers of all processes.</summary>
    public static IEnumerable<int> All()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), CultureInfo.InvariantCulture, out int id))
                yield return id;
        }
    }

    // "42 (a name with) anything) S 1 …": the name ends at the last parenthesis.
    private static (string State, int Parent) StateOf(int processId)
    {
        string stat = Read($"/proc/{processId}/stat");
        if (stat.Length == 0)
            return ("X", 0);
        string[] rest = stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 3);
        return (rest[0], int.Parse(rest[1], CultureInfo.InvariantCulture));
    }

    // The environment of a process that has ended is empty, also while nobody has waited for it.
    private static bool Has(int processId, string text) =>
        processId != Environment.ProcessId && Read($"/proc/{processId}/environ").Split('\0').Contains(text);

    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended while it was looked at, or is somebody else's.
            return "";
        }
    }

    [LibraryImport("libc")]
    private static partial int kill(int processId, int signal);

    [LibraryImport("libc")]
    private static partial int setrlimit(int resource, in Limit limit);

    private readonly record struct Limit(ulong Soft, ulong Hard);
}
