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

    /// <summary>The processes of this machine that have the memory mapped.</summary>
    public static int[] Holders(ulong inode) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, CultureInfo.InvariantCulture, out _))
            .Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Where(process => Count(process, inode) > 0),
    ];

    /// <summary>The memory of shared arrays that a process has mapped.</summary>
    public static ulong[] Arrays(int processId) =>
    [
        .. File.ReadLines($"/proc/{processId}/maps").Where(line => line.Contains("memfd:trama-array", StringComparison.Ordinal))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4])
            .Select(inode => ulong.Parse(inode, CultureInfo.InvariantCulture)).Distinct(),
    ];

    /// <summary>How this process may use the memory's pages, as the kernel writes it: <c>rw-s</c>, <c>r--s</c>.</summary>
    public static string Rights(SharedMemory memory)
    {
        string mark = string.Create(CultureInfo.InvariantCulture, $" {memory.Address.Inode} ");
        return File.ReadLines("/proc/self/maps").Single(line => line.Contains(mark, StringComparison.Ordinal)).Split(' ')[1];
    }

    /// <summary>Whether this process has the memory mapped.</summary>
    public static bool IsMapped(ulong inode) => Count(Environment.ProcessId, inode) > 0;

    public static bool Has(SharedMemory memory) => IsMapped(memory.Address.Inode);
}

internal static partial class Native
{
    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    public static partial int Protect(nint address, nuint bytes, int protection);
}
