using System.Diagnostics;

namespace Trama.Testing;

/// <summary>
/// A clock that stands still until it is told to move: by <see cref="Advance"/>, or by <see
/// cref="VirtualTime.Run(Func{VirtualTimeProvider, Task},
/// VirtualTimeOptions?)"/> when everything waits. For any option or method that takes a <see cref="TimeProvider"/>. Any thread.
/// </summary>
/// <remarks>
/// Timers fire in the order of their due times, equal ones in the order in which they were made, on the thread that moves the clock, with
/// no synchronization context in sight. While a timer's callback runs, the clock shows that timer's due time. A timer due at once fires at
/// the next move, also one by zero.
/// </remarks>
[DebuggerDisplay("{Elapsed} elapsed, {TimerCount} timers")]
public sealed class VirtualTimeProvider : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly SortedSet<VirtualTimer> _armed = new(VirtualTimer.ByDueTime);
    private readonly DateTimeOffset _start;
    private long _now; // ticks of 100 ns since the start
    private long _sequence;
    private int _holds;
    private long _version;

    /// <summary>A clock that shows <paramref name="start"/>.</summary>
    /// <param name="start">Default: the first of January 2000, 00:00 UTC.</param>
    public VirtualTimeProvider(DateTimeOffset? start = null) =>
        _start = start ?? new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Raised, on any thread, when a timer was armed or a hold released: reasons for a waiting loop to look again.</summary>
    internal event Action? Changed;

    /// <summary>How far the clock has moved since it was made.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(GetTimestamp());

    /// <summary>How many timers are armed.</summary>
    public int TimerCount
    {
        get
        {
            lock (_lock)
                return _armed.Count;
        }
    }

    /// <summary>Always UTC, so that a test shows the same on every machine.</summary>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    internal bool IsHeld => Volatile.Read(ref _holds) > 0;

    /// <summary>Changes whenever <see cref="Changed"/> is raised.</summary>
    internal long Version => Volatile.Read(ref _version);

    /// <inheritdoc/>
    public override long GetTimestamp() => Volatile.Read(ref _now);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>
    /// Moves the clock forward and fires what becomes due on the way, each timer at its own time. Returns when all have run.
    /// </summary>
    /// <param name="by">Zero or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative: time does not go back (TRM1002).</exception>
    public void Advance(TimeSpan by)
    {
        if (by < TimeSpan.Zero)
            throw TestingErrors.BackInTime(by);

        AdvanceTo(GetTimestamp() + by.Ticks);
    }

    /// <summary>Moves the clock to the next timer, if there is one, and fires all that are due at that moment.</summary>
    /// <returns>False when no timer is armed; the clock has not moved then.</returns>
    public bool AdvanceToNextTimer()
    {
        long next;
        lock (_lock)
        {
            if (_armed.Min is not { } first)
                return false;

            next = first.Due;
        }

        AdvanceTo(next);
        return true;
    }

    /// <summary>
    /// Keeps <see cref="VirtualTime"/> from moving the clock, and from calling the wait a deadlock, until the result is disposed of: for a
    /// stretch in which something real (a thread, a process, a socket) is at work, which virtual time can't see.
    /// </summary>
    public IDisposable Hold()
    {
        Interlocked.Increment(ref _holds);
        return new Held(this);
    }

    /// <summary>Moves the clock to the next timer and fires that one only; others due with it stay armed.</summary>
    internal void FireNext() => TakeDue(long.MaxValue)?.Fire();

    /// <summary>When the next timer is due, on the scale of <see cref="Elapsed"/>; null when none is armed.</summary>
    internal TimeSpan? NextDue
    {
        get
        {
            lock (_lock)
                return _armed.Min is { } first ? TimeSpan.FromTicks(first.Due) : null;
        }
    }

    internal bool Arm(VirtualTimer timer, long dueTicks, long periodTicks)
    {
        lock (_lock)
        {
            if (timer.IsDisposed)
                return false;

            _armed.Remove(timer); // before its key changes
            timer.Period = periodTicks;
            if (dueTicks >= 0)
                AddWhileLocked(timer, _now + dueTicks);
        }

        RaiseChanged();
        return true;
    }

    internal void Remove(VirtualTimer timer)
    {
        lock (_lock)
        {
            timer.IsDisposed = true;
            _armed.Remove(timer);
        }
    }

    private void AdvanceTo(long target)
    {
        while (TakeDue(target) is { } timer)
            timer.Fire(); // outside the lock: the callback may arm timers, or move the clock itself

        lock (_lock)
            _now = Math.Max(_now, target);
    }

    private VirtualTimer? TakeDue(long target)
    {
        lock (_lock)
        {
            if (_armed.Min is not { } timer || timer.Due > target)
                return null;

            _armed.Remove(timer);
            _now = Math.Max(_now, timer.Due);
            if (timer.Period > 0)
                AddWhileLocked(timer, timer.Due + timer.Period);

            return timer;
        }
    }

    private void AddWhileLocked(VirtualTimer timer, long due)
    {
        (timer.Due, timer.Sequence) = (due, _sequence++);
        _armed.Add(timer);
    }

    private void RaiseChanged()
    {
        Interlocked.Increment(ref _version);
        Changed?.Invoke();
    }

    private sealed class Held(VirtualTimeProvider time) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) != 0)
                return;

            Interlocked.Decrement(ref time._holds);
            time.RaiseChanged();
        }
    }
}
