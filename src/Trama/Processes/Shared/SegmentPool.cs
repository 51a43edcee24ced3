using System.Diagnostics;
using System.Numerics;
using Trama.Processes.Life;

namespace Trama.Processes.Shared;

/// <summary>
/// Segments for large values, owned by one side of a channel and lent for a call each. They are kept for a while when they come back, because
/// a fresh one costs more than the copy into it (bench/run shared: 0.8 against 14 GB/s): the kernel zeroes its pages, both sides fault them in.
/// </summary>
/// <remarks>
/// Invariants, under <c>_gate</c>: <c>_keptBytes</c> is the sum of what lies in the shelves, and never over the bound; a shelf is in the order
/// in which its segments came back; the timer is set while something is kept. From any thread.
/// </remarks>
internal sealed class SegmentPool : IDisposable
{
    /// <summary>
    /// Below this a value travels in its frame: copies of little cost less than the handover of a segment. By bench/run shared, whole calls:
    /// 15 against 17 µs at 32 KiB, 20 against 20 at 48, 24 against 22 at 60, and 184 against 53 at 64 KiB, which no ring carries.
    /// </summary>
    public const int Threshold = 48 * 1024;

    /// <summary>How many bytes a pool keeps for their next use.</summary>
    public const long MostKept = 256L << 20;

    /// <summary>How long a segment is kept without being used: long against the pause between two calls of a program that is at work.</summary>
    public static readonly TimeSpan KeepTime = TimeSpan.FromSeconds(10);

    private const long Smallest = 64 * 1024;

    // Up to 4 GiB: a value's length is an int, its elements may be larger than a byte, but a frame's bytes never are more.
    private const int Shelves = 17;

    private readonly Lock _gate = new();
    private readonly List<Kept>[] _kept = new List<Kept>[Shelves];
    private readonly TimeProvider _time;
    private readonly long _mostKept;
    private ITimer? _timer;
    private long _keptBytes;
    private bool _isDisposed;

    /// <param name="time">The clock; null is the system's.</param>
    /// <param name="mostKept">How many bytes may wait here for their next use.</param>
    public SegmentPool(TimeProvider? time = null, long mostKept = MostKept)
    {
        _time = time ?? TimeProvider.System;
        _mostKept = mostKept;
        for (int shelf = 0; shelf < Shelves; shelf++)
            _kept[shelf] = [];
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
        return new SegmentLoan(this, TakeLast(_kept[shelf]) ?? new Segment(Smallest << shelf), bytes);
    }

    /// <summary>Takes a segment back, to keep it or to free it.</summary>
    public void Return(Segment segment)
    {
        lock (_gate)
        {
            if (!_isDisposed && _keptBytes + segment.Capacity <= _mostKept)
            {
                if (_keptBytes == 0)
                    (_timer ??= Timers.CreateUnset(_time, Trim)).Change(KeepTime, Timeout.InfiniteTimeSpan);
                _kept[ShelfOf(segment.Capacity)].Add(new Kept(segment, _time.GetTimestamp()));
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
            foreach (List<Kept> shelf in _kept)
                Free(shelf, shelf.Count);
            _timer?.Dispose();
        }
    }

    // The last one to come back goes first: its bytes are the likeliest to lie in a cache, and those below it get old and are freed.
    private Segment? TakeLast(List<Kept> shelf)
    {
        lock (_gate)
        {
            if (shelf.Count == 0)
                return null;
            Segment segment = shelf[^1].Segment;
            shelf.RemoveAt(shelf.Count - 1);
            _keptBytes -= segment.Capacity;
            return segment;
        }
    }

    private void Trim()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            TimeSpan oldest = TimeSpan.Zero;
            foreach (List<Kept> shelf in _kept)
            {
                Free(shelf, shelf.TakeWhile(kept => AgeOf(kept) >= KeepTime).Count());
                if (shelf.Count > 0 && AgeOf(shelf[0]) > oldest)
                    oldest = AgeOf(shelf[0]);
            }

            if (_keptBytes > 0)
                _timer!.Change(Timers.Until(KeepTime - oldest), Timeout.InfiniteTimeSpan);
        }
    }

    private TimeSpan AgeOf(in Kept kept) => _time.GetElapsedTime(kept.Since);

    private void Free(List<Kept> shelf, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _keptBytes -= shelf[i].Segment.Capacity;
            shelf[i].Segment.Dispose();
        }

        shelf.RemoveRange(0, count);
    }

    private static int ShelfOf(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, Smallest << (Shelves - 1));
        int shelf = bytes <= Smallest ? 0 : BitOperations.Log2((ulong)((bytes - 1) / Smallest)) + 1;
        Debug.Assert(Smallest << shelf >= bytes, "A shelf's segments hold what is looked for there.");
        return shelf;
    }

    private readonly record struct Kept(Segment Segment, long Since);
}
