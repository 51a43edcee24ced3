namespace Trama.Running;

/// <summary>The result of a function that returns none, and the argument of one that takes none: it lets one code path serve all shapes.</summary>
internal readonly struct Nothing
{
    /// <summary>The task of a function without a result, as one with a result.</summary>
    public static ValueTask<Nothing> After(Task? task)
    {
        task = Shape.NotNull(task);
        if (task.IsCompletedSuccessfully)
            return default;

        // Not an async method: that would keep only the first of several exceptions, and on an event loop it would leave the loop's thread.
        var after = new TaskCompletionSource<Nothing>();
        task.WhenEnded(static (ended, state) => Copy(ended, (TaskCompletionSource<Nothing>)state), after);
        return new(after.Task);
    }

    private static void Copy(Task ended, TaskCompletionSource<Nothing> after)
    {
        if (ended.IsCanceled)
            after.SetCanceled(ended.CancellationOr(CancellationToken.None));
        else if (ended.Exception is { } errors)
            after.SetException(errors.InnerExceptions);
        else
            after.SetResult(default);
    }
}
