using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Trama.Processes.Shared;

/// <summary>
/// Copies of values that no cache holds: written past the caches, which saves reading each line of the destination before it is overwritten
/// (64 MiB at 14 instead of 9 GB/s: <c>docs/decisions/0011</c>; <c>bench/run shared</c> has the row "copy of 64 MiB into a pooled segment").
/// </summary>
internal static unsafe class LargeCopy
{
    /// <summary>
    /// From here on a copy goes past the caches. Of less the reader finds enough in them to be slower without: where one thread copied in and
    /// another out, the two broke even between 4 and 16 MiB. <c>bench/run shared</c> has whole calls of both sides of it.
    /// </summary>
    public const int Threshold = 8 << 20;

    // Of a cache's line; what is stored past the caches is stored whole.
    private const int Line = 64;

    /// <summary>Copies a part of a value.</summary>
    /// <param name="from">The source.</param>
    /// <param name="to">The destination, which does not overlap it.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="whole">How many bytes the whole value has: what decides.</param>
    public static void Copy(byte* from, byte* to, long bytes, long whole)
    {
        Debug.Assert(bytes <= whole, "A part is no more than the whole.");
        if (whole < Threshold || !Vector256.IsHardwareAccelerated)
        {
            Buffer.MemoryCopy(from, to, bytes, bytes);
            return;
        }

        long head = Math.Min((Line - ((nint)to & (Line - 1))) & (Line - 1), bytes);
        long lines = (bytes - head) & -Line;
        Buffer.MemoryCopy(from, to, head, head);
        Stream(from + head, to + head, lines);
        long tail = bytes - head - lines;
        Buffer.MemoryCopy(from + head + lines, to + head + lines, tail, tail);

        // Stores past the caches keep no order with those after them, not even with one that is a release: only a fence does.
        Interlocked.MemoryBarrier();
    }

    // Optimized from the first time on: a large value may be all that a worker is ever sent.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Stream(byte* from, byte* to, long bytes)
    {
        for (long at = 0; at < bytes; at += Line)
        {
            Vector256<byte> first = Vector256.Load(from + at);
            Vector256<byte> second = Vector256.Load(from + at + Vector256<byte>.Count);
            first.StoreAlignedNonTemporal(to + at);
            second.StoreAlignedNonTemporal(to + at + Vector256<byte>.Count);
        }
    }
}
