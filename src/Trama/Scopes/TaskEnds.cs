namespace Trama.Scopes;

/// <summary>What scopes ask of tasks.</summary>
internal static class TaskEnds
{
    /// <summary>
    /// Calls back when a task has ended: on the thread that ended it, or now. Not an await: on an event loop that would leave the loop's
    /// thread, and a loop whose clock jumps when everything waits would believe that everything does.
    /// </summary>
    public static void WhenEnded(this Task task, Action<Task, object> onEnded, object state)
    {
        if (task.IsCompleted)
        {
            onEnded(task, state);
            return;
        }

        task.ContinueWith(
            onEnded!, state, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>The result of a task that has one; the default of a task without.</summary>
    public static T ResultOr<T>(this Task task) =>
        task is Task<T> { IsCompletedSuccessfully: true } withResult ? withResult.Result : default!;

    /// <summary>The token that cancelled a task, where the task tells one that is cancelled; else the other.</summary>
    public static CancellationToken CancellationOr(this Task canceled, CancellationToken other)
    {
        CancellationToken by = new TaskCanceledException(canceled).CancellationToken;
        if (by.IsCancellationRequested)
            return by;
        return other.IsCancellationRequested ? other : new CancellationToken(canceled: true);
    }
}
