namespace Trama.Testing;

/// <summary>One timer of a <see cref="VirtualTimeProvider"/>; its settable state belongs to the provider's lock.</summary>
internal sealed class VirtualTimer(VirtualTimeProvider time, TimerCallback callback, object? state) : ITimer
{
    internal static readonly IComparer<VirtualTimer> ByDueTime = Comparer<VirtualTimer>.Create(
        static (a, b) => a.Due != b.Due ? a.Due.CompareTo(b.Due) : a.Sequence.CompareTo(b.Sequence));

    private readonly ExecutionContext? _flow = ExecutionContext.Capture(); // null when its flow is suppressed

    internal long Due { get; set; }

    internal long Sequence { get; set; }

    internal long Period { get; set; }

    internal bool IsDisposed { get; set; }

    public bool Change(TimeSpan dueTime, TimeSpan period) =>
        time.Arm(this, Ticks(dueTime, nameof(dueTime)), Ticks(period, nameof(period)));

    public void Dispose() => time.Remove(this);

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Calls back as the system's timers do, without a synchronization context: a continuation that belongs to a loop goes to its queue
    /// instead of running inside the move of the clock.
    /// </summary>
    internal void Fire()
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            if (_flow is null)
                callback(state);
            else
                ExecutionContext.Run(_flow, callback.Invoke, state);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private static long Ticks(TimeSpan time, string name)
    {
        if (time == Timeout.InfiniteTimeSpan)
            return -1;

        return time >= TimeSpan.Zero ? time.Ticks : throw TestingErrors.TimerOutOfRange(name, time);
    }
}
