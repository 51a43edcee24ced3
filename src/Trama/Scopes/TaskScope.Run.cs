namespace Trama;

// Scopes whose parts must all succeed.
public sealed partial class TaskScope
{
    private static readonly TaskScopeOptions Defaults = new();

    /// <summary>Opens a scope, runs its body on this thread up to its first await, and ends when the body and all that it started have.</summary>
    /// <param name="body">What starts the scope's parts, and awaits them where it needs their results.</param>
    /// <param name="cancellationToken">Cancels the scope. When it is cancelled already, the body does not start.</param>
    /// <returns>A task that completes when everything in the scope has ended.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="AggregateException">Parts of the scope, or its body, failed: all their failures, also when it is one.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before everything was done, and nothing failed.</exception>
    public static Task RunAsync(Func<TaskScope, Task> body, CancellationToken cancellationToken = default) =>
        Open<Nothing>(body, Defaults, cancellationToken);

    /// <summary>Opens a scope, runs its body on this thread up to its first await, and ends when the body and all that it started have.</summary>
    /// <param name="body">What starts the scope's parts, and awaits them where it needs their results.</param>
    /// <param name="options">Limit and clock.</param>
    /// <param name="cancellationToken">Cancels the scope. When it is cancelled already, the body does not start.</param>
    /// <returns>A task that completes when everything in the scope has ended.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="AggregateException">Parts of the scope, or its body, failed: all their failures, also when it is one.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before everything was done, and nothing failed.</exception>
    /// <exception cref="ScopeTimeoutException">The limit passed before everything was done, and nothing failed.</exception>
    public static Task RunAsync(Func<TaskScope, Task> body, TaskScopeOptions options, CancellationToken cancellationToken = default) =>
        Open<Nothing>(body, options, cancellationToken);

    /// <summary>Opens a scope and gives its body's result once the body and all that it started have ended.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="body">What starts the scope's parts, awaits them and makes the result.</param>
    /// <param name="cancellationToken">Cancels the scope. When it is cancelled already, the body does not start.</param>
    /// <returns>The body's result. It is given whenever the body made it and no part failed or was cut short.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="body"/> is null.</exception>
    /// <exception cref="AggregateException">Parts of the scope, or its body, failed: all their failures, also when it is one.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before everything was done, and nothing failed.</exception>
    public static Task<TResult> RunAsync<TResult>(Func<TaskScope, Task<TResult>> body, CancellationToken cancellationToken = default) =>
        Open<TResult>(body, Defaults, cancellationToken);

    /// <summary>Opens a scope and gives its body's result once the body and all that it started have ended.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="body">What starts the scope's parts, awaits them and makes the result.</param>
    /// <param name="options">Limit and clock.</param>
    /// <param name="cancellationToken">Cancels the scope. When it is cancelled already, the body does not start.</param>
    /// <returns>The body's result. It is given whenever the body made it and no part failed or was cut short.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="AggregateException">Parts of the scope, or its body, failed: all their failures, also when it is one.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before everything was done, and nothing failed.</exception>
    /// <exception cref="ScopeTimeoutException">The limit passed before everything was done, and nothing failed.</exception>
    public static Task<TResult> RunAsync<TResult>(
        Func<TaskScope, Task<TResult>> body, TaskScopeOptions options, CancellationToken cancellationToken = default) =>
        Open<TResult>(body, options, cancellationToken);

    private static Task<T> Open<T>(Func<TaskScope, Task> body, TaskScopeOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<T>(cancellationToken);
        var whole = new ScopeBody<T>(body);
        new TaskScope(whole, options, cancellationToken).Start(options.Timeout);
        return whole.Task;
    }
}
