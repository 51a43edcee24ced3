namespace Trama;

// Scopes over a list of parts. Names come in pairs: AllAsync throws what fails, CollectAsync tells it; AllAsync needs every part,
// FirstAsync one. Each part receives a scope, so that it may use any executor (scope => scope.Use(pool).RunAsync(…)) or plain
// asynchronous code (scope => LoadAsync(scope.CancellationToken)).
public sealed partial class TaskScope
{
    /// <summary>Runs all parts in one scope and gives their results; the first failure cancels the rest.</summary>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="parts">The parts, started in order, each on this thread up to its first await.</param>
    /// <param name="options">Limit and clock; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the scope.</param>
    /// <returns>The results in the order of the parts, once all have ended.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="AggregateException">Parts failed: all their failures, also when it is one.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before everything was done, and nothing failed.</exception>
    /// <exception cref="ScopeTimeoutException">The limit passed before everything was done, and nothing failed.</exception>
    public static Task<IReadOnlyList<TResult>> AllAsync<TResult>(
        IEnumerable<Func<TaskScope, Task<TResult>>> parts,
        TaskScopeOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        List<Func<TaskScope, Task<TResult>>> all = Parts(parts);
        return RunAsync(
            async scope =>
            {
                Task<TResult>[] tasks = [.. all.Select(part => scope.RunAsync(_ => part(scope)))];
                return (IReadOnlyList<TResult>)await Task.WhenAll(tasks).ConfigureAwait(true);
            },
            options ?? Defaults,
            cancellationToken);
    }

    /// <summary>
    /// Runs all contenders, each in a scope of its own, and gives the result of the first that succeeds; the rest are cancelled and awaited.
    /// Failures of others do not matter then.
    /// </summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="contenders">The contenders, at least one, started in order, each on this thread up to its first await.</param>
    /// <param name="options">Limit and clock; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the scope.</param>
    /// <returns>The first success, once all contenders have ended.</returns>
    /// <exception cref="ArgumentException">An argument is null or out of range, or there is no contender; thrown by this call.</exception>
    /// <exception cref="AggregateException">All contenders failed: their failures, in the order of the contenders.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before one succeeded.</exception>
    /// <exception cref="ScopeTimeoutException">The limit passed before one succeeded.</exception>
    public static Task<TResult> FirstAsync<TResult>(
        IEnumerable<Func<TaskScope, Task<TResult>>> contenders,
        TaskScopeOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        List<Func<TaskScope, Task<TResult>>> all = Parts(contenders);
        if (all.Count == 0)
            throw new ArgumentException("There is no contender, so none can come first. Pass at least one. (TRM0308)", nameof(contenders));
        options ??= Defaults;
        return RunAsync(scope => new Race<TResult>(scope, options).RunAsync(all), options, cancellationToken);
    }

    /// <summary>
    /// Runs all parts, each in a scope of its own, and tells what became of each; a failure ends nothing. When the limit passes, the parts
    /// that still run are cancelled and awaited, and what had finished is given all the same: partial results.
    /// </summary>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="parts">The parts, started in order, each on this thread up to its first await.</param>
    /// <param name="options">Limit and clock; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels the scope.</param>
    /// <returns>
    /// A result a part, in the order of the parts: its value, or its exception. Of a part that the limit cut short the exception is a
    /// <see cref="ScopeTimeoutException"/>. An exception is the part's own; several failures of one part are one
    /// <see cref="AggregateException"/>.
    /// </returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled before everything was done.</exception>
    public static Task<IReadOnlyList<CallResult<TResult>>> CollectAsync<TResult>(
        IEnumerable<Func<TaskScope, Task<TResult>>> parts,
        TaskScopeOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        List<Func<TaskScope, Task<TResult>>> all = Parts(parts);
        options ??= Defaults;
        return RunAsync(scope => new Collection<TResult>(scope, options, cancellationToken).RunAsync(all), options, cancellationToken);
    }

    /// <summary>A scope inside this one: cancelled with it, but what fails in it is told to whoever awaits it.</summary>
    internal Task<T> NestAsync<T>(Func<TaskScope, Task<T>> body, TaskScopeOptions options) =>
        RunAsync(body, options with { Timeout = null }, CancellationToken);

    private static List<Func<TaskScope, Task<TResult>>> Parts<TResult>(IEnumerable<Func<TaskScope, Task<TResult>>> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        List<Func<TaskScope, Task<TResult>>> all = [.. parts];
        if (all.IndexOf(null!) is var index and >= 0)
            throw new ArgumentException($"Part {index} is null. Pass a function for every part. (TRM0309)", nameof(parts));
        return all;
    }
}
