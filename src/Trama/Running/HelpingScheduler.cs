namespace Trama.Running;

/// <summary>
/// Runs nothing by itself. It is asked by every thread that begins to block on a <see cref="HelpedTask{TResult}"/> without a limit of time, and
/// has that thread help the task's call along for a moment before it sleeps.
/// </summary>
/// <remarks>The way in is documented: a thread that waits for a task asks <see cref="TryExecuteTaskInline"/> before it blocks.</remarks>
internal sealed class HelpingScheduler : TaskScheduler
{
    public static readonly HelpingScheduler Instance = new();

    private HelpingScheduler()
    {
    }

    /// <summary>Runs the task's delegate, now that the outcome of its call is known.</summary>
    public void Complete(Task task) => TryExecuteTask(task);

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        // Whoever ends the call completes it.
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
    {
        if (task.AsyncState is IHelpedTask { Call: { } call })
            call.HelpAlong(task);
        return task.IsCompleted;
    }

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => [];
}
