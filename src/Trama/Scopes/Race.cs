namespace Trama.Scopes;

/// <summary>The body of <see cref="TaskScope.FirstAsync"/>.</summary>
internal sealed class Race<T>(TaskScope scope, TaskScopeOptions options)
{
    private Task<T>? _winner;

    public async Task<T> RunAsync(List<Func<TaskScope, Task<T>>> contenders)
    {
        var running = new List<Task<T>>(contenders.Count);
        foreach (Func<TaskScope, Task<T>> contender in contenders)
        {
            running.Add(scope.NestAsync(contender, options));
            if (running[^1].IsCompletedSuccessfully)
                break;
        }

        // All of them, the winner's rivals included: nothing outlives the race.
        await foreach (Task<T> ended in Task.WhenEach(running).ConfigureAwait(true))
        {
            if (!ended.IsCompletedSuccessfully || _winner is not null)
                continue;
            _winner = ended;
            scope.Cancel();
        }

        if (_winner is not null)
            return _winner.Result;
        scope.CancellationToken.ThrowIfCancellationRequested();
        foreach (Task<T> failed in running)
            scope.NoteFailure(PartFailure.Of(failed), CancellationToken.None);
        throw new OperationCanceledException(scope.CancellationToken);
    }
}
