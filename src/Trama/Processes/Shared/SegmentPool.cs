using System.Diagnostics;
using System.Numerics;

namespace Trama.Processes.Shared;

/// <summary>
/// Segments for large values, owned by one side of a channel and lent for a call each. They are kept when they come back, because a fresh
/// one costs more than the copy into it (bench/run shared: 0.8 against 7 GB/s): the kernel zeroes its pages, both sides fault them in.
/// </summary>
/// <remarks>
/// Invariant, under <c>_gate</c>: <c>_keptBytes</c> is the sum of what lies in the shelves, and never over the bound. From any thread.
/// </remarks>
internal sealed class SegmentPool : IDisposable
{
    /// <summary>
    /// Below this a value travels in its frame: copies of little cost less than the handover of a segment. A guess: bench/run shared sees
    /// the two break even between 64 and 512 KiB on one thread, where the copies that a channel makes are not counted.
    /// </summary>
    public const int Threshold = 64 * 1024;

    // 64 KiB to 4 GiB: a value's length is an int, its elements may be larger than a byte, but a frame's bytes never are more.
    private const int Shelves = 17;

    private readonly Lock _gate = new();
    private readonly Stack<Segment>[] _kept = new Stack<Segment>[Shelves];
    private readonly long _mostKept;
    private long _keptBytes;
    private bool _isDisposed;

    /// <param name="mostKept">How many bytes may wait here for their next use.</param>
    public SegmentPool(long mostKept = 256L << 20)
    {
        _mostKept = mostKept;
        for (int shelf = 0; shelf < Shelves; shelf++)
            _kept[shelf] = new Stack<Segment>();
    }

    /// <summary>Bytes that wait here for their next use.</summary>
    public long KeptBytes
    {
        get
        {
            lock (_gate)
                return _keptBytes;
        }
    }

    /// <summary>Lends a segment with room for that many bytes. Dispose of the loan when nobody reads there any more.</summary>
    /// <exception cref="SharedMemoryException">There is no room for a new one.</exception>
    public SegmentLoan Rent(long bytes)
    {
        int shelf = ShelfOf(bytes);
        Segment? segment;
        lock (_gate)
        {
            if (_kept[shelf].TryPop(out segment))
                _keptBytes -= segment.Capacity;
        }

        return new SegmentLoan(this, segment ?? new Segment((long)Threshold << shelf), bytes);
    }

    /// <summary>Takes a segment back, to keep it or to free it.</summary>
    public void Return(Segment segment)
    {
        lock (_gate)
        {
            if (!_isDisposed && _keptBytes + segment.Capacity <= _mostKept)
            {
                _kept[ShelfOf(segment.Capacity)].Push(segment);
                _keptBytes += segment.Capacity;
                return;
            }
        }

        segment.Dispose();
    }

    /// <summary>Frees what waits here; what is lent is freed when it comes back.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (Stack<Segment> shelf in _kept)
            {
                while (shelf.TryPop(out Segment? segment))
                    segment.Dispose();
            }

            _keptBytes = 0;
        }
    }

    private static int ShelfOf(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, (long)Threshold << (Shelves - 1));
        int shelf = bytes <= Threshold ? 0 : BitOperations.Log2((ulong)(bytes - 1) / Threshold) + 1;
        Debug.Assert((long)Threshold << shelf >= bytes, "A shelf's segments hold what is looked for there.");
        return shelf;
    }
}
