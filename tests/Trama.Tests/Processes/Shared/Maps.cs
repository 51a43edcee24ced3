using System.Globalization;
using System.Runtime.InteropServices;
using Trama.Processes.Shared;

namespace Trama.Tests.Processes.Shared;

/// <summary>What the kernel says is mapped and open, and a call that the library has no use for.</summary>
internal static partial class Maps
{
    /// <summary>How often a process has the memory mapped.</summary>
    public static int Count(int processId, ulong inode)
    {
        try
        {
            string mark = string.Create(CultureInfo.InvariantCulture, $" {inode} ");
            return File.ReadLines($"/proc/{processId}/maps").Count(
                line => line.Contains(mark, StringComparison.Ordinal) && line.Contains("memfd:trama", StringComparison.Ordinal));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0; // the process has ended
        }
    }

    public static bool Has(SharedMemory memory) => Count(Environment.ProcessId, memory.Address.Inode) > 0;
}

internal static partial class Native
{
    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    public static partial int Protect(nint address, nuint bytes, int protection);
}
