using System.Runtime.InteropServices;

namespace Trama.Tests.Support;

internal static partial class Native
{
    private const int SigKill = 9;
    private const int PrSetPtracer = 0x59616d61;

    public static void Kill(int processId) => _ = kill(processId, SigKill);

    public static void AllowBeingTraced() => _ = prctl(PrSetPtracer, nuint.MaxValue);

    /// <summary>Ends this process at once. Environment.Exit would wait for handlers and finalizers of code that may hang.</summary>
    public static void ExitNow(int exitCode) => _exit(exitCode);

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc")]
    private static partial int prctl(int option, nuint argument);

    [LibraryImport("libc")]
    private static partial void _exit(int status);
}
