using System.Globalization;

namespace Trama.Tests.Support;

/// <summary>Processes as <c>/proc</c> tells of them.</summary>
public static class ProcessTree
{
    /// <summary>One process: its id, its parent's, its name, and whether it is dead but not yet waited for.</summary>
    public sealed record Entry(int Id, int ParentId, string Name, bool IsZombie);

    /// <summary>The ids of all children of this process, and theirs; zombies among them.</summary>
    public static IReadOnlyList<int> Descendants() => [.. DescendantsOf(Environment.ProcessId).Select(process => process.Id)];

    /// <summary>Whether a process of this id exists and still runs (a zombie does not).</summary>
    public static bool IsAlive(int processId) => Read(processId) is { IsZombie: false };

    internal static IEnumerable<Entry> DescendantsOf(int processId)
    {
        var children = All().ToLookup(process => process.ParentId);
        var found = new List<Entry>();
        var next = new Queue<int>([processId]);
        while (next.TryDequeue(out int parent))
        {
            foreach (Entry child in children[parent])
            {
                found.Add(child);
                next.Enqueue(child.Id);
            }
        }

        return found;
    }

    /// <summary>Processes that were started with this text in their environment, orphans among them.</summary>
    public static IEnumerable<Entry> WithEnvironment(string text) => All().Where(process => EnvironmentHas(process.Id, text));

    /// <summary>Kills all descendants, again until none comes up: one may start another while we look.</summary>
    internal static int KillDescendants()
    {
        var killed = new HashSet<int>();
        for (int round = 0; round < 20; round++)
        {
            List<Entry> alive = [.. DescendantsOf(Environment.ProcessId).Where(process => !process.IsZombie)];
            if (alive.Count == 0)
                break;

            foreach (Entry process in alive)
            {
                Native.Kill(process.Id);
                killed.Add(process.Id);
            }

            Thread.Sleep(25);
        }

        return killed.Count;
    }

    private static IEnumerable<Entry> All()
    {
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int id) && Read(id) is { } process)
                yield return process;
        }
    }

    private static Entry? Read(int processId)
    {
        try
        {
            // "42 (a name with) anything) S 1 …": the name ends at the last parenthesis.
            string stat = File.ReadAllText($"/proc/{processId}/stat");
            int end = stat.LastIndexOf(')');
            string[] rest = stat[(end + 2)..].Split(' ');
            string name = stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end];
            return new Entry(processId, int.Parse(rest[1], CultureInfo.InvariantCulture), name, rest[0] is "Z" or "X");
        }
        catch (IOException)
        {
            return null;   // it ended while we looked
        }
    }

    private static bool EnvironmentHas(int processId, string text)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/environ").Contains(text, StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
