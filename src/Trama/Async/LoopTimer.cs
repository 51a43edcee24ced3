namespace Trama.Async;

/// <summary>One timer of a loop. Kept to 56 bytes: a program that waits a million times has a million of these.</summary>
internal sealed class LoopTimer(TimerKind kind, object? state) : TimerNode, ITimer
{
    private TimerKind? _kind = kind; // null once disposed of, which any thread may do

    /// <summary>The loop's millisecond in which to fire. Written on the loop's thread, or before the timer is published.</summary>
    internal long Due { get; set; }

    internal object? State => state;

    /// <summary>What to do, or null once disposed of.</summary>
    internal TimerKind? Kind => Volatile.Read(ref _kind);

    /// <inheritdoc/>
    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        var due = LoopTimers.ToMilliseconds(dueTime, nameof(dueTime));
        var every = LoopTimers.ToMilliseconds(period, nameof(period));
        return Kind is { } current && current.Timers.Change(this, due, every);
    }

    /// <summary>The callback does not start any more; one that is running goes on.</summary>
    public void Dispose() => Interlocked.Exchange(ref _kind, null)?.Timers.Forget(this);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Switches to another period; false once disposed of.</summary>
    internal bool TrySetKind(TimerKind kind)
    {
        var seen = Kind;
        return seen is not null && Interlocked.CompareExchange(ref _kind, kind, seen) == seen;
    }
}

/// <summary>What many timers have in common, held once: every <c>Task.Delay</c> has the same callback and no period.</summary>
/// <param name="Timers">Where the timer belongs.</param>
/// <param name="Callback">What to call.</param>
/// <param name="Period">Milliseconds between firings; 0 or less for once.</param>
internal sealed record TimerKind(LoopTimers Timers, TimerCallback Callback, long Period);
