namespace Trama.Async;

/// <summary>What every callback must find on the thread, and may not leave changed for the next one.</summary>
internal static class LoopThread
{
    /// <summary>
    /// Async methods put the execution context back by themselves; a plain callback may leave an <see cref="AsyncLocal{T}"/> or another
    /// synchronization context behind, and the next callback on this thread belongs to somebody else.
    /// </summary>
    internal static void Restore(ExecutionContext? flow, SynchronizationContext context)
    {
        if (flow is not null)
            ExecutionContext.Restore(flow);

        if (SynchronizationContext.Current != context)
            SynchronizationContext.SetSynchronizationContext(context);
    }
}
