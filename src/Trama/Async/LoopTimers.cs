using System.Diagnostics;

namespace Trama.Async;

/// <summary>
/// The clock behind <see cref="EventLoop.TimeProvider"/>: reads the time of its source, and fires timers on the loop's thread, in whole
/// milliseconds counted from the loop's start, never early.
/// </summary>
/// <remarks>Only the loop's thread touches the wheel; other threads post what they want to the loop's queue.</remarks>
internal sealed class LoopTimers : TimeProvider
{
    private const long MaxMilliseconds = uint.MaxValue - 1; // as System.Threading.Timer

    private readonly TimerWheel _wheel = new();
    private readonly TimeProvider _source;
    private readonly CallbackQueue _queue;
    private readonly QueueContext _context;
    private readonly long _start;
    private readonly long _frequency;
    private readonly long _perMillisecond; // 0 when the source's frequency is no multiple of 1000
    private TimerKind? _lastKind;

    internal LoopTimers(TimeProvider source, CallbackQueue queue, QueueContext context)
    {
        (_source, _queue, _context) = (source, queue, context);
        _start = source.GetTimestamp();
        _frequency = source.TimestampFrequency;
        _perMillisecond = _frequency % 1000 == 0 ? _frequency / 1000 : 0;
    }

    /// <summary>The source's timestamp at which the driver must look for due timers.</summary>
    internal long NextWake { get; private set; } = long.MaxValue;

    internal int Count => _wheel.Count;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => _source.LocalTimeZone;

    /// <inheritdoc/>
    public override long TimestampFrequency => _frequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _source.GetUtcNow();

    /// <inheritdoc/>
    public override long GetTimestamp() => _source.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var due = ToMilliseconds(dueTime, nameof(dueTime));
        var every = ToMilliseconds(period, nameof(period));
        var flow = ExecutionContext.Capture(); // null when suppressed, as Task.Delay does
        if (flow is not null && flow != _context.Flow)
            (callback, state) = (FlowingCallback.Run, new FlowingCallback(callback, state, flow));

        var timer = new LoopTimer(KindOf(callback, every), state);
        if (due < 0)
            return timer;

        timer.Due = DueIn(due);
        if (IsLoopThread)
            Add(timer);
        else if (!_queue.TryPost(new LoopCallback(static armed => ((LoopTimer)armed!).Kind?.Timers.Add((LoopTimer)armed), timer)))
            throw LoopErrors.Ended();

        return timer;
    }

    internal static long ToMilliseconds(TimeSpan time, string name)
    {
        if (time == Timeout.InfiniteTimeSpan)
            return -1;

        // Rounded up: a timer may be late, never early.
        var milliseconds = (time.Ticks + TimeSpan.TicksPerMillisecond - 1) / TimeSpan.TicksPerMillisecond;
        if (time < TimeSpan.Zero || milliseconds > MaxMilliseconds)
            throw LoopErrors.TimerOutOfRange(name, time);

        return milliseconds;
    }

    internal bool Change(LoopTimer timer, long due, long period)
    {
        var callback = timer.Kind?.Callback;
        if (callback is null || !timer.TrySetKind(KindOf(callback, period)))
            return false;

        var at = due < 0 ? -1 : DueIn(due);
        if (IsLoopThread)
            Rearm(timer, at);
        else
            RearmFromAfar(timer, at);

        return true;
    }

    internal void Forget(LoopTimer timer)
    {
        if (IsLoopThread)
            _wheel.Remove(timer);
        else
            RemoveFromAfar(timer);
    }

    /// <summary>The next timer that is due at this timestamp, already armed again if it is periodic; null when there is none.</summary>
    internal LoopTimer? TakeDue(long timestamp)
    {
        var now = Elapsed(timestamp);
        var timer = _wheel.TakeDue(now);
        if (timer is null)
            RefreshNextWake();
        else if (timer.Kind is { Period: > 0 } kind)
            Repeat(timer, kind.Period, now); // before its callback runs, so that the callback's own Change or Dispose has the last word

        return timer;
    }

    /// <summary>Looks at the wheel again: a removed timer may have been the one to wake for.</summary>
    internal void RefreshNextWake()
    {
        var tick = _wheel.NextWake;
        NextWake = tick == long.MaxValue ? long.MaxValue : TimestampOf(tick);
    }

    /// <summary>From this timestamp to <see cref="NextWake"/>, rounded up; null when nothing is armed.</summary>
    internal TimeSpan? UntilNextWake(long timestamp)
    {
        if (NextWake == long.MaxValue)
            return null;

        var left = Math.Max(0, NextWake - timestamp);
        return TimeSpan.FromTicks((long)(((Int128)left * TimeSpan.TicksPerSecond + _frequency - 1) / _frequency));
    }

    // Apart from their callers, because a closure is allocated on entry, and the way on the loop's own thread must not pay for it.
    private void RemoveFromAfar(LoopTimer timer) => _queue.TryPost(new LoopCallback(_ => _wheel.Remove(timer), null));

    private void RearmFromAfar(LoopTimer timer, long due) => _queue.TryPost(new LoopCallback(_ => Rearm(timer, due), null));

    private bool IsLoopThread => _context.ThreadId == Environment.CurrentManagedThreadId;

    private void Add(LoopTimer timer)
    {
        Debug.Assert(IsLoopThread, "The wheel has one thread.");
        _wheel.Add(timer);
        NextWake = Math.Min(NextWake, TimestampOf(timer.Due));
    }

    private void Rearm(LoopTimer timer, long due)
    {
        _wheel.Remove(timer);
        if (due < 0 || timer.Kind is null)
            return;

        timer.Due = due;
        Add(timer);
    }

    /// <summary>On the beat of its first due time; beats that were missed are skipped, not caught up with.</summary>
    private void Repeat(LoopTimer timer, long period, long now)
    {
        var next = timer.Due + period;
        timer.Due = next > now ? next : now + period;
        Add(timer);
    }

    private TimerKind KindOf(TimerCallback callback, long period)
    {
        // Any thread may be here; the field is only a cache, and a kind never changes.
        var last = Volatile.Read(ref _lastKind);
        if (last is not null && ReferenceEquals(last.Callback, callback) && last.Period == period)
            return last;

        return _lastKind = new TimerKind(this, callback, period);
    }

    private long DueIn(long milliseconds)
    {
        var now = _source.GetTimestamp() - _start;
        if (milliseconds == 0)
            return ToMilliseconds(now);

        var whole = ToMilliseconds(now);
        return whole + milliseconds + (FromMilliseconds(whole) == now ? 0 : 1);
    }

    private long Elapsed(long timestamp) => ToMilliseconds(timestamp - _start);

    private long TimestampOf(long tick) => _start + FromMilliseconds(tick);

    private long ToMilliseconds(long timestamps) =>
        _perMillisecond != 0 ? timestamps / _perMillisecond : (long)((Int128)timestamps * 1000 / _frequency);

    private long FromMilliseconds(long tick) =>
        _perMillisecond != 0 ? tick * _perMillisecond : (long)(((Int128)tick * _frequency + 999) / 1000);
}
