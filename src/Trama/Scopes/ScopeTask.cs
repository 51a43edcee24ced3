namespace Trama.Scopes;

/// <summary>
/// The task that a scope hands out for a function that runs in it. It completes once the scope knows what came of the function, so that
/// nobody sees a failure which the scope has not seen.
/// </summary>
internal sealed class ScopeTask<T>
{
    // Asynchronous continuations: what waits for the task runs in its own context, not inside the bookkeeping.
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ScopeMember _member;

    private ScopeTask(ScopeMember member) => _member = member;

    /// <summary>Runs a function on this thread up to its first await.</summary>
    public static Task<T> Run(ScopeMember member, Func<CancellationToken, Task> function)
    {
        if (member.Token.IsCancellationRequested)
        {
            member.Cancel();
            member.Leave();
            return Task.FromCanceled<T>(member.Token);
        }

        var task = new ScopeTask<T>(member);
        Start(function, member.Token).WhenEnded(static (running, state) => ((ScopeTask<T>)state).End(running), task);
        return task._completion.Task;
    }

    private static Task Start(Func<CancellationToken, Task> function, CancellationToken token)
    {
        try
        {
            return Shape.NotNull(function(token));
        }
        catch (Exception error)
        {
            return Task.FromException(error);
        }
    }

    private void End(Task running)
    {
        if (running.IsCompletedSuccessfully)
        {
            _completion.SetResult(running.ResultOr<T>());
        }
        else if (running.IsCanceled)
        {
            _member.Cancel();
            _completion.SetCanceled(running.CancellationOr(_member.Token));
        }
        else
        {
            _member.Fail(running.Exception!.InnerExceptions);
            _completion.SetException(running.Exception.InnerExceptions);

            // The scope reports the failure; it does not count as unseen when nobody awaits this task as well.
            _ = _completion.Task.Exception;
        }

        _member.Leave();
    }
}
