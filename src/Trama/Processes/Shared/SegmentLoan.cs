using System.Diagnostics;
using Trama.Processes.Ipc.Rings;

namespace Trama.Processes.Shared;

/// <summary>
/// A segment lent for one call, seen by the side that writes. Its reference may be sent before the bytes are there: the reader waits for
/// the block that it needs. One thread writes.
/// </summary>
internal sealed class SegmentLoan : IDisposable
{
    private readonly Lock _gate = new();
    private readonly SegmentPool _pool;
    private readonly long _length;
    private Segment? _segment;
    private long _written;

    public unsafe SegmentLoan(SegmentPool pool, Segment segment, long length)
    {
        Debug.Assert(length <= segment.Capacity, "What is lent is large enough.");
        _pool = pool;
        _segment = segment;
        _length = length;

        // Before the reference leaves: a reader must not take the blocks of the loan before for those of this one.
        Volatile.Write(ref *segment.Progress, 0);
        Reference = segment.Refer(length);
    }

    public SegmentReference Reference { get; }

    /// <summary>
    /// Copies the next bytes, and lets the reader see each block as it is complete; the last block with the last byte. Nothing once the loan
    /// has ended.
    /// </summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            int rest = Segment.BlockSize - (int)(_written % Segment.BlockSize);
            ReadOnlySpan<byte> block = bytes[..Math.Min(rest, bytes.Length)];
            if (!TryWriteBlock(block, isComplete: block.Length == rest))
                return;
            bytes = bytes[block.Length..];
        }
    }

    /// <summary>
    /// The segment goes back to its pool: nobody reads there any more. One that was not filled is freed: its reader may still wait for the
    /// rest, is told that it won't come, and must not see the blocks of another loan instead. From any thread, also while bytes are written.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_segment is not { } segment)
                return;
            _segment = null;
            if (_written == _length)
            {
                _pool.Return(segment);
                return;
            }

            Publish(segment, Segment.Abandoned);
            segment.Dispose();
        }
    }

    // Block by block under the lock: who ends the loan waits for one of them at the most, and none is written to memory that is gone.
    private unsafe bool TryWriteBlock(ReadOnlySpan<byte> block, bool isComplete)
    {
        lock (_gate)
        {
            if (_segment is not { } segment)
                return false;
            fixed (byte* from = block, to = segment.Room(_written, block.Length))
                LargeCopy.Copy(from, to, block.Length, _length);
            _written += block.Length;
            if (isComplete || _written == _length)
                Publish(segment, Segment.Blocks(_written));
            return true;
        }
    }

    // A wake for each block whether somebody sleeps or not: the reader's mapping is read-only, so it can't say.
    private static unsafe void Publish(Segment segment, int progress)
    {
        Volatile.Write(ref *segment.Progress, progress);
        if (Futex.IsSupported)
            Futex.Wake(segment.Progress, int.MaxValue);
    }
}
