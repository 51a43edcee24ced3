using System.Globalization;
using System.Runtime.InteropServices;

namespace Trama.Processes.Shared;

/// <summary>
/// Where another process finds shared memory: a descriptor of the process that holds it, and what must be found there. Descriptor numbers
/// are used again; the file's identity is what tells the memory that was meant from another that took its number meanwhile.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SharedMemoryAddress(int ProcessId, int Descriptor, ulong Device, ulong Inode, long Length)
{
    public string Path => string.Create(CultureInfo.InvariantCulture, $"/proc/{ProcessId}/fd/{Descriptor}");

    public bool IsSameMemory(in SharedMemoryAddress other) => Device == other.Device && Inode == other.Inode && Length == other.Length;
}
