using System.Runtime.InteropServices;

namespace Trama.Processes.Shared;

/// <summary>Bytes in a segment as they are named in a frame.</summary>
/// <param name="Address">The lender's descriptor of the segment.</param>
/// <param name="Offset">In bytes, behind the segment's header.</param>
/// <param name="Length">In bytes.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SegmentReference(SharedMemoryAddress Address, long Offset, long Length)
{
    public bool IsWithinSegment =>
        Offset >= Segment.HeaderSize && Length >= 0 && Address.Length >= Offset && Length <= Address.Length - Offset;
}
