using System.Globalization;

namespace Trama.Tests.Processes.Faults;

/// <summary>A control group of the kernel's for the processes of one test, with one limit, in either version.</summary>
internal sealed class ControlGroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";
    private readonly string _folder;
    private readonly string _limit;

    private ControlGroup(string folder, string limit)
    {
        _folder = folder;
        _limit = Path.Combine(folder, limit);
    }

    /// <summary>How many processes and threads are in it.</summary>
    public long Tasks => long.Parse(File.ReadAllText(Path.Combine(_folder, "pids.current")), CultureInfo.InvariantCulture);

    /// <summary>A group that limits memory; null where none can be made.</summary>
    public static ControlGroup? OfMemory() => Make("memory", "memory.limit_in_bytes", "memory.max");

    /// <summary>A group that limits how many processes and threads there are; null where none can be made.</summary>
    public static ControlGroup? OfTasks() => Make("pids", "pids.max", "pids.max");

    public void Limit(string to) => File.WriteAllText(_limit, to);

    /// <summary>How a shell starts a program in this group.</summary>
    public IReadOnlyList<string> ShellArguments(string program, params string[] arguments) =>
        ["-c", $"echo $$ > {_folder}/cgroup.procs && exec \"$0\" \"$@\"", program, .. arguments];

    public void Dispose()
    {
        // Its processes have ended; the kernel may need a moment to notice.
        Assert.True(SpinWait.SpinUntil(TryRemove, TimeSpan.FromSeconds(10)), $"{_folder} still has processes.");
    }

    private static ControlGroup? Make(string controller, string limit1, string limit2)
    {
        string name = $"trama-test-{Guid.NewGuid():N}";
        return TryMake(Path.Combine(Root, controller), name, limit1) ?? TryMake(Root, name, limit2);
    }

    private static ControlGroup? TryMake(string parent, string name, string limit)
    {
        if (!Directory.Exists(parent))
            return null;
        string folder = Path.Combine(parent, name);
        try
        {
            Directory.CreateDirectory(folder);
            if (File.Exists(Path.Combine(folder, limit)))
                return new ControlGroup(folder, limit);
            Directory.Delete(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Not this user's to make, or a file system that only looks like one of groups.
        }

        return null;
    }

    private bool TryRemove()
    {
        try
        {
            Directory.Delete(_folder);
            return true;
        }
        catch (IOException)
        {
            Thread.Sleep(20);
            return false;
        }
    }
}
