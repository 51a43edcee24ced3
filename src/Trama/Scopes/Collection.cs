namespace Trama.Scopes;

/// <summary>The body of <see cref="TaskScope.CollectAsync"/>.</summary>
internal sealed class Collection<T>(TaskScope scope, TaskScopeOptions options, CancellationToken outer)
{
    public async Task<IReadOnlyList<CallResult<T>>> RunAsync(List<Func<TaskScope, Task<T>>> parts)
    {
        Task<T>[] running = [.. parts.Select(part => scope.NestAsync(part, options))];
        await ((Task)Task.WhenAll(running))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

        // What was cut short by the caller's own token is no result; what had finished by then is complete, and is not lost.
        if (running.Any(part => part.IsCanceled))
            outer.ThrowIfCancellationRequested();
        return [.. running.Select(ToResult)];
    }

    private CallResult<T> ToResult(Task<T> part, int index)
    {
        if (part.IsCompletedSuccessfully)
            return new CallResult<T>(index, part.Result);
        if (part.IsCanceled && scope.TimedOutAfter is { } limit)
            return new CallResult<T>(index, new ScopeTimeoutException(limit));
        return new CallResult<T>(index, PartFailure.Of(part));
    }
}
