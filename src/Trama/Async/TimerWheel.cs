using System.Diagnostics;
using System.Numerics;

namespace Trama.Async;

/// <summary>
/// Timers by the millisecond they are due: adding and removing cost the same for one timer and for a million. Timers due in the same
/// millisecond come out in the order they went in. One thread.
/// </summary>
/// <remarks>
/// A hierarchical timing wheel (Varghese and Lauck, 1987) of 64 slots a level: level 0 counts milliseconds, level 1 runs of 64 ms, and so
/// on.
/// A timer sits on the level of the highest base-64 digit in which its due time differs from <c>_elapsed</c>, in the slot of that digit.
/// Hence (a) everything on a lower level is due before everything on a higher one, (b) equal due times always share a slot, so their order
/// survives the moves down, (c) moving <c>_elapsed</c> within a slot that holds nothing changes nobody's place.
/// </remarks>
internal sealed class TimerWheel
{
    private const int Bits = 6;
    private const int SlotsPerLevel = 1 << Bits;
    private const int Levels = 11; // 11 × 6 bits cover a long

    private readonly Slot[]?[] _slots = new Slot[]?[Levels];
    private readonly ulong[] _occupied = new ulong[Levels];
    private readonly Slot _due = new(-1, 0);
    private long _elapsed;

    internal int Count { get; private set; }

    internal void Add(LoopTimer timer)
    {
        Debug.Assert(timer.Next is null, "A timer is in one place at a time: remove it before adding it again.");
        Place(timer);
        Count++;
    }

    /// <summary>Takes the timer out; false when it was not in.</summary>
    internal bool Remove(LoopTimer timer)
    {
        if (timer.Next is null)
            return false;

        Unlink(timer);
        Count--;
        return true;
    }

    /// <summary>The next timer due at <paramref name="now"/> or before, in order; null when there is none yet.</summary>
    internal LoopTimer? TakeDue(long now)
    {
        while (_due.Next == _due)
        {
            if (!TryFindFirst(out var level, out var index, out var start) || start > now)
            {
                _elapsed = Math.Max(_elapsed, now);
                return null;
            }

            _elapsed = Math.Max(_elapsed, start);
            Empty(level, index);
        }

        var timer = (LoopTimer)_due.Next!;
        Unlink(timer);
        Count--;
        return timer;
    }

    /// <summary>
    /// When to look again: never later than the first timer is due, at times earlier. <see cref="long.MaxValue"/> for never.
    /// </summary>
    internal long NextWake
    {
        get
        {
            if (_due.Next != _due)
                return _elapsed;

            return TryFindFirst(out _, out _, out var start) ? start : long.MaxValue;
        }
    }

    private static int LevelOf(long difference) => (63 - BitOperations.LeadingZeroCount((ulong)difference | 1)) / Bits;

    private static void Append(TimerNode list, TimerNode node)
    {
        node.Prev = list.Prev;
        node.Next = list;
        list.Prev!.Next = node;
        list.Prev = node;
    }

    private void Place(LoopTimer timer)
    {
        var due = Math.Max(timer.Due, _elapsed);
        var level = LevelOf(due ^ _elapsed);
        var index = (int)(due >> (level * Bits)) & (SlotsPerLevel - 1);
        var slots = _slots[level] ??= NewLevel(level);
        Append(slots[index], timer);
        _occupied[level] |= 1UL << index;
    }

    private void Unlink(TimerNode timer)
    {
        var (before, after) = (timer.Prev!, timer.Next!);
        before.Next = after;
        after.Prev = before;
        timer.Next = timer.Prev = null; // a fired timer must not keep its neighbours alive

        // Exact, not lazy: a stale bit would make a virtual clock jump to a moment at which nothing is due.
        if (before == after && before is Slot { Level: >= 0 } slot)
            _occupied[slot.Level] &= ~(1UL << slot.Index);
    }

    private bool TryFindFirst(out int level, out int index, out long start)
    {
        for (level = 0; level < Levels; level++)
        {
            if (_occupied[level] == 0)
                continue;

            index = BitOperations.TrailingZeroCount(_occupied[level]);
            var shift = level * Bits;
            var above = shift + Bits >= 64 ? 0 : _elapsed >> (shift + Bits) << (shift + Bits);
            start = above | ((long)index << shift);
            Debug.Assert(level == 0 || start > _elapsed, "Only level 0 may hold what is due in the current millisecond.");
            return true;
        }

        (index, start) = (0, 0);
        return false;
    }

    /// <summary>Level 0 becomes due as a whole; a higher level's slot is dealt out again, now that its digit is reached.</summary>
    private void Empty(int level, int index)
    {
        var slot = _slots[level]![index];
        _occupied[level] &= ~(1UL << index);
        while (slot.Next != slot)
        {
            var timer = (LoopTimer)slot.Next!;
            slot.Next = timer.Next;
            timer.Next!.Prev = slot;
            if (level == 0)
                Append(_due, timer);
            else
                Place(timer);
        }
    }

    private static Slot[] NewLevel(int level)
    {
        var slots = new Slot[SlotsPerLevel];
        for (var index = 0; index < slots.Length; index++)
            slots[index] = new Slot(level, index);

        return slots;
    }

    /// <summary>The head of a ring of timers; a ring needs no special case for its first or last member.</summary>
    private sealed class Slot : TimerNode
    {
        internal Slot(int level, int index)
        {
            (Level, Index) = (level, index);
            Next = Prev = this;
        }

        internal int Level { get; }

        internal int Index { get; }
    }
}

/// <summary>A link in one of the wheel's rings; <see cref="Next"/> is null while it is in none.</summary>
internal abstract class TimerNode
{
    internal TimerNode? Next;
    internal TimerNode? Prev;
}
