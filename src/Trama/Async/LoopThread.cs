namespace Trama.Async;

/// <summary>What every callback must find on the thread, and may not leave changed for the next one.</summary>
internal static class LoopThread
{
    private static readonly Action Nothing = static () => { };

    /// <summary>
    /// A task may end on a thread that never posts to this one's queue, which then would sleep on. Awaiting it under this thread's context
    /// makes its end a post; if it ends on this thread, nothing needs waking and nothing is posted.
    /// </summary>
    internal static void WakeWhenComplete(Task task) => task.GetAwaiter().UnsafeOnCompleted(Nothing);

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
