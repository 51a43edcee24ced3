using System.Runtime.InteropServices;

namespace Trama.Processes.Shared;

/// <summary>One wording for shared memory that can't be had.</summary>
internal static class SharedMemoryErrors
{
    public static void ThrowIfUnsupported()
    {
        if (OperatingSystem.IsLinux() && Environment.Is64BitProcess)
            return;
        throw new SharedMemoryException(
            "Memory shared between processes needs 64-bit Linux. Pass an array, which is copied, or a file's name. (TRM0601)");
    }

    public static SharedMemoryException NoRoom(long bytes, int error) =>
        new($"There is no room for {bytes:N0} bytes of shared memory: {Text(error)}. "
            + "Share less, or give the program more memory. (TRM0602)", error);

    public static SharedMemoryException NoRoom(long bytes, long available) =>
        new($"There is no room for {bytes:N0} bytes of shared memory: {available:N0} are available. "
            + "Share less, or give the program more memory. (TRM0602)");

    public static SharedMemoryException Refused(string what, int error) =>
        new($"Shared memory can't be {what}: {Text(error)}. Limits on descriptors and mappings are the usual cause. (TRM0603)", error);

    public static SharedMemoryException Gone(in SharedMemoryAddress address, int error) =>
        new($"The shared memory at {address.Path} can't be opened: {Text(error)}. "
            + "It is gone once its holder has disposed of it or has died; keep it until its call has ended. (TRM0604)", error)
        {
            IsHolderGone = HoldsNothing(address.ProcessId),
        };

    public static SharedMemoryException NotThat(in SharedMemoryAddress address, string why) =>
        new($"What is at {address.Path} is not the shared memory that was sent: {why}. "
            + "Keep shared memory until the call that it was passed to has ended. (TRM0605)");

    // A process that lives has something open; of one that is ending the system closes everything before it tells of its end.
    private static bool HoldsNothing(int processId)
    {
        try
        {
            return !Directory.EnumerateFileSystemEntries($"/proc/{processId}/fd").Any();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return error is DirectoryNotFoundException;
        }
    }

    private static string Text(int error) => $"{Marshal.GetPInvokeErrorMessage(error)} (errno {error})";
}
