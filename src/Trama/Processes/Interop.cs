using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Trama.Processes;

/// <summary>What the BCL does not offer of processes on Unix. Results are checked by the callers, which know what a failure means there.</summary>
internal static partial class Interop
{
    public const int SignalKill = 9;
    public const int StandardOutput = 1;
    public const int StandardError = 2;
    private const int ParentDeathSignal = 1;

    /// <summary>The calling process dies with the thread that started it. False where that can't be had.</summary>
    [SupportedOSPlatform("linux")]
    public static bool DieWithParent() => Prctl(ParentDeathSignal, SignalKill, 0, 0, 0) == 0;

    /// <summary>The calling process leads a group of its own: one signal reaches all that it starts, and Ctrl-C passes it by.</summary>
    public static bool LeadOwnGroup() => SetProcessGroup(0, 0) == 0;

    public static int ParentId() => GetParentId();

    /// <summary>Sends a signal to a process, or with a negative number to a whole group. False: there is none.</summary>
    public static bool Signal(int process, int signal) => Kill(process, signal) == 0;

    public static uint UserId() => GetUserId();

    /// <summary>Writes to a standard stream where it stands now. How many bytes it took; zero or less when it takes no more.</summary>
    public static int Write(int stream, ReadOnlySpan<byte> bytes)
    {
        if (!OperatingSystem.IsWindows())
            return (int)WriteUnix(stream, bytes, (nuint)bytes.Length);
        return WriteWindows(StandardHandle(-10 - stream), bytes, bytes.Length, out int written, 0) ? written : 0;
    }

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int Prctl(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", EntryPoint = "setpgid")]
    private static partial int SetProcessGroup(int process, int group);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int GetParentId();

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetUserId();

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint WriteUnix(int descriptor, ReadOnlySpan<byte> bytes, nuint count);

    [LibraryImport("kernel32", EntryPoint = "GetStdHandle")]
    private static partial nint StandardHandle(int which);

    [LibraryImport("kernel32", EntryPoint = "WriteFile")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool WriteWindows(nint handle, ReadOnlySpan<byte> bytes, int count, out int written, nint overlapped);
}
