using System.Diagnostics;

namespace Trama;

/// <summary>
/// The records of the last calls of one or several executors, bounded: when it is full the oldest record makes room, and
/// <see cref="Dropped"/> says how many did. Safe to use from any thread.
/// </summary>
[DebuggerDisplay("{Count} records, {Dropped} dropped")]
public sealed class Timeline
{
    private readonly Lock _gate = new();
    private readonly CallRecord?[] _ring;
    private long _written;

    /// <summary>Makes an empty timeline.</summary>
    /// <param name="capacity">How many records it keeps. From 1 up; default 65,536 (about 8 MB when full).</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public Timeline(int capacity = 65_536)
    {
        if (capacity < 1)
            throw OptionErrors.OutOfRange(nameof(capacity), capacity, "at least 1", "TRM0160");
        _ring = new CallRecord?[capacity];
    }

    /// <summary>How many records it keeps at the most.</summary>
    public int Capacity => _ring.Length;

    /// <summary>How many records it holds.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return (int)Math.Min(_written, _ring.Length);
        }
    }

    /// <summary>How many records had to make room for newer ones.</summary>
    public long Dropped
    {
        get
        {
            lock (_gate)
                return Math.Max(0, _written - _ring.Length);
        }
    }

    /// <summary>Adds a record. Executors do; a program may add records of its own work.</summary>
    /// <param name="record">The record.</param>
    /// <exception cref="ArgumentNullException"><paramref name="record"/> is null.</exception>
    public void Add(CallRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        lock (_gate)
            _ring[_written++ % _ring.Length] = record;
    }

    /// <summary>A copy of what it holds, oldest first.</summary>
    /// <returns>The records.</returns>
    public IReadOnlyList<CallRecord> ToList()
    {
        lock (_gate)
        {
            int count = (int)Math.Min(_written, _ring.Length);
            var copy = new CallRecord[count];
            for (int i = 0; i < count; i++)
                copy[i] = _ring[(_written - count + i) % _ring.Length]!;
            return copy;
        }
    }
}
