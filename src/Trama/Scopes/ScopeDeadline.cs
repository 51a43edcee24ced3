using System.Diagnostics;

namespace Trama.Scopes;

/// <summary>When a scope must have ended. Counted on the monotonic clock: setting the system's clock moves no deadline.</summary>
internal sealed class ScopeDeadline(TimeProvider time, Action<TimeSpan> onDue)
{
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private TimeSpan? _limit;
    private DateTimeOffset? _at;
    private long _setAt;
    private bool _isOver;

    /// <summary>The deadline on the system's clock, or null.</summary>
    public DateTimeOffset? At
    {
        get
        {
            lock (_gate)
                return _at;
        }
    }

    /// <summary>Sets a deadline in the place of any other. One that is due already is met before this returns.</summary>
    public void SetAt(DateTimeOffset at) => Set(at - time.GetUtcNow(), at);

    /// <inheritdoc cref="SetAt"/>
    public void SetIn(TimeSpan limit)
    {
        DateTimeOffset now = time.GetUtcNow();
        Set(limit, limit < DateTimeOffset.MaxValue - now ? now + limit : DateTimeOffset.MaxValue);
    }

    public void Clear()
    {
        lock (_gate)
        {
            _limit = null;
            _at = null;
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>The scope has ended.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isOver = true;
            _limit = null;
            _timer?.Dispose();
        }
    }

    private void Set(TimeSpan limit, DateTimeOffset at)
    {
        if (limit < TimeSpan.Zero)
            limit = TimeSpan.Zero;
        lock (_gate)
        {
            _at = at;
            if (_isOver)
                return;
            _limit = limit;
            _setAt = time.GetTimestamp();
            _timer ??= time.CreateTimer(
                static state => ((ScopeDeadline)state!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (limit > TimeSpan.Zero)
                Arm(limit);
        }

        if (limit == TimeSpan.Zero)
            onDue(limit);
    }

    private void OnTimer()
    {
        TimeSpan limit;
        lock (_gate)
        {
            if (_limit is not { } set)
                return;
            limit = set;

            // Early, because the deadline was moved or the timer's clock is coarser; or under a debugger, where time stands still for the
            // person at the breakpoint: look again later.
            TimeSpan left = limit - time.GetElapsedTime(_setAt);
            if (left > TimeSpan.Zero || Debugger.IsAttached)
            {
                Arm(left > TimeSpan.Zero ? left : limit);
                return;
            }
        }

        onDue(limit);
    }

    private void Arm(TimeSpan left)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread, "The deadline changes under its lock.");

        // Timers count whole milliseconds; a rest of less would be none, and the timer would spin.
        double milliseconds = Math.Min(left.TotalMilliseconds, OptionErrors.LongestTime.TotalMilliseconds);
        _timer!.Change(TimeSpan.FromMilliseconds(Math.Ceiling(milliseconds)), Timeout.InfiniteTimeSpan);
    }
}
