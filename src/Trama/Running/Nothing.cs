namespace Trama.Running;

/// <summary>The result of a function that returns none, and the argument of one that takes none: it lets one code path serve all shapes.</summary>
internal readonly struct Nothing
{
    /// <summary>The task of a function without a result, as one with a result.</summary>
    public static ValueTask<Nothing> After(Task? task)
    {
        task = Shape.NotNull(task);
        return task.IsCompletedSuccessfully ? default : Await(task);

        static async ValueTask<Nothing> Await(Task pending)
        {
            await pending.ConfigureAwait(false);
            return default;
        }
    }
}
