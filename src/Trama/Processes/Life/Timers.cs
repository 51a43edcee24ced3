namespace Trama.Processes.Life;

/// <summary>Timers that belong to a pool and not to whoever happened to make it.</summary>
internal static class Timers
{
    /// <summary>A timer that is not set yet, and that carries none of the caller's context into its callback.</summary>
    public static ITimer CreateUnset(TimeProvider time, Action callback)
    {
        AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        try
        {
            return time.CreateTimer(static callback => ((Action)callback!)(), callback, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            flow?.Undo();
        }
    }

    /// <summary>What to set a timer to. It counts in whole milliseconds, and one that is early would only be set again.</summary>
    public static TimeSpan Until(TimeSpan left) => (left < TimeSpan.Zero ? TimeSpan.Zero : left) + TimeSpan.FromMilliseconds(1);
}
