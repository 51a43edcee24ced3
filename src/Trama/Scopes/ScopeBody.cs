namespace Trama.Scopes;

/// <summary>A scope's body and the task of the scope as a whole.</summary>
internal abstract class ScopeBody
{
    /// <summary>The body's task, once it was started.</summary>
    public Task? Running { get; protected set; }

    /// <summary>Runs the body on this thread up to its first await.</summary>
    public void Start(TaskScope scope, Action<Task> onEnded)
    {
        Running = Begin(scope);
        Running.WhenEnded(static (task, state) => ((Action<Task>)state)(task), onEnded);
    }

    public abstract void Fail(Exception failure);

    public abstract void Cancel(CancellationToken by);

    /// <summary>Ends the scope well: with the body's result, or with none where the scope itself cancelled the body.</summary>
    public abstract void Succeed(CancellationToken canceledBy);

    protected abstract Task Begin(TaskScope scope);
}

/// <summary>A body with a result; <see cref="Nothing"/> for one without.</summary>
internal sealed class ScopeBody<T>(Func<TaskScope, Task> body) : ScopeBody
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T> Task => _completion.Task;

    public override void Fail(Exception failure) => _completion.SetException(failure);

    public override void Cancel(CancellationToken by) => _completion.SetCanceled(by);

    public override void Succeed(CancellationToken canceledBy)
    {
        if (Running!.IsCompletedSuccessfully || typeof(T) == typeof(Nothing))
            _completion.SetResult(Running.ResultOr<T>());
        else
            _completion.SetCanceled(canceledBy);
    }

    protected override Task Begin(TaskScope scope)
    {
        try
        {
            return Shape.NotNull(body(scope));
        }
        catch (Exception error)
        {
            return System.Threading.Tasks.Task.FromException(error);
        }
    }
}
