using System.Runtime.InteropServices;

namespace Trama.Jobs.Compare.Rounds;

/// <summary>
/// A child of ours and whatever it started, as one thing to kill: a process that was left behind has no parent any more by which to
/// find it, but it is still of the group. Nothing happens on Windows, which has no such groups.
/// </summary>
internal static partial class ProcessGroup
{
    private const int SignalKill = 9;

    /// <summary>The calling process leads a group of its own from now on. What it starts later belongs to it.</summary>
    public static void Lead()
    {
        // It can only fail for one that leads a session, and such a one leads its group already.
        if (!OperatingSystem.IsWindows()) _ = SetProcessGroup(0, 0);
    }

    /// <summary>
    /// Kills all that are left of the group that <paramref name="leader"/> leads or led; nothing where it never led one. The system
    /// gives the leader's number to no other process while one of the group lives; with none left there is a moment only, so call this
    /// as soon as the leader has ended.
    /// </summary>
    public static void Kill(int leader)
    {
        if (!OperatingSystem.IsWindows()) _ = Kill(-leader, SignalKill);
    }

    [LibraryImport("libc", EntryPoint = "setpgid")]
    private static partial int SetProcessGroup(int process, int group);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
