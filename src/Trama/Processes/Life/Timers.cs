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
}
