using System.Runtime.InteropServices;

namespace Trama.Processes.Shared;

/// <summary>A run of elements in shared memory as it crosses: where the memory is, and which of its bytes are meant.</summary>
/// <param name="Address">The sender's descriptor of the memory.</param>
/// <param name="Offset">In bytes.</param>
/// <param name="Length">In elements.</param>
/// <param name="ElementSize">In bytes. Both sides are the same program; a difference means a damaged message.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SharedPartReference(SharedMemoryAddress Address, long Offset, long Length, long ElementSize)
{
    public bool IsWithinMemory(int elementSize) =>
        ElementSize == elementSize && Offset >= 0 && Length >= 0 && Address.Length > 0 && Offset <= Address.Length
        && Length <= (Address.Length - Offset) / elementSize;
}
