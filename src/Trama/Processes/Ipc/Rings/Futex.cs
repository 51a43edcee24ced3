using System.Runtime.InteropServices;

namespace Trama.Processes.Ipc.Rings;

/// <summary>Sleeping on a word of memory that two processes share, and waking who sleeps there: Linux's futex(2).</summary>
internal static unsafe partial class Futex
{
    // <linux/futex.h>, without FUTEX_PRIVATE_FLAG: the sleeper and the waker are different processes.
    private const int WaitOperation = 0;
    private const int WakeOperation = 1;
    private const nint NumberOnX64 = 202;
    private const nint NumberOnArm64 = 98;
    private const int Interrupted = 4;
    private const int TryAgain = 11;
    private const int TimedOut = 110;
    private static readonly nint Number = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? NumberOnX64 : NumberOnArm64;

    /// <summary>Whether this system has it in the form used here: Linux on x64 or arm64.</summary>
    public static bool IsSupported =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    /// <summary>
    /// Sleeps while the word has the value, until woken or the time is over. Comparing and falling asleep are one step for wakers. Also
    /// returns for no reason (a signal, a value that has changed): the caller looks again at what it waits for.
    /// </summary>
    /// <param name="word">Where to sleep.</param>
    /// <param name="value">What the caller has seen there.</param>
    /// <param name="timeout">At most this long; <see cref="Timeout.InfiniteTimeSpan"/> for no limit.</param>
    public static void Wait(int* word, int value, TimeSpan timeout)
    {
        var limit = new Duration
        {
            Seconds = (nint)(timeout.Ticks / TimeSpan.TicksPerSecond),
            Nanoseconds = (nint)(timeout.Ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick),
        };
        if (Call(Number, word, WaitOperation, value, timeout == Timeout.InfiniteTimeSpan ? null : &limit, 0, 0) == 0)
            return;
        int error = Marshal.GetLastPInvokeError();
        if (error is not (Interrupted or TryAgain or TimedOut))
            throw new InvalidOperationException($"Sleeping on a word of shared memory failed with error {error}. (TRM0573)");
    }

    /// <summary>Wakes up to so many of those who sleep there.</summary>
    public static void Wake(int* word, int count) => _ = WakeCall(Number, word, WakeOperation, count, null, 0, 0);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, int* word, nint operation, nint value, Duration* timeout, nint second, nint third);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint WakeCall(nint number, int* word, nint operation, nint count, Duration* timeout, nint second, nint third);

    // struct timespec.
    private struct Duration
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
