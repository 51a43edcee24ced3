using System.Runtime.CompilerServices;

namespace Trama;

// The shapes of a single call: functions of 0, 1 and 2 arguments (a tuple for more), with or without a result, synchronous or
// returning a task, with or without a trailing CancellationToken.
//
// Which overload a call means is settled by priorities, where C# alone would find two equally good or the wrong one:
//   1  the function takes a token: of a method group overloaded with and without one, the form that can be cancelled is meant,
//      and the function's own token is never taken for data;
//   0  everything else.
// tests/Trama.Tests/CallShapes holds the table of shapes that compile, and of those that must not.
public abstract partial class Executor
{
    /// <summary>Runs a function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    public Task RunAsync(
        Action function, CancellationToken cancellationToken = default) =>
        Run<Shape.Of0.Action, Nothing, Nothing>(function, default, cancellationToken);

    /// <summary>Runs a function that watches a token.</summary>
    /// <param name="function">The function. Its token is cancelled when the caller's is, and when the call times out.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    [OverloadResolutionPriority(1)]
    public Task RunAsync(
        Action<CancellationToken> function, CancellationToken cancellationToken = default) =>
        Run<Shape.Of0.ActionToken, Nothing, Nothing>(function, default, cancellationToken);

    /// <summary>Runs an asynchronous function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    public Task RunAsync(
        Func<Task> function, CancellationToken cancellationToken = default) =>
        Run<Shape.Of0.Async, Nothing, Nothing>(function, default, cancellationToken);

    /// <summary>Runs an asynchronous function that watches a token.</summary>
    /// <param name="function">The function. Its token is cancelled when the caller's is, and when the call times out.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    [OverloadResolutionPriority(1)]
    public Task RunAsync(
        Func<CancellationToken, Task> function, CancellationToken cancellationToken = default) =>
        Run<Shape.Of0.AsyncToken, Nothing, Nothing>(function, default, cancellationToken);

    /// <summary>Runs a function.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>The function's result.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    public Task<TResult> RunAsync<TResult>(
        Func<TResult> function, CancellationToken cancellationToken = default) =>
        Run<Shape.Of0<TResult>.Func, Nothing, TResult>(function, default, cancellationToken);

    /// <summary>Runs a function that watches a token.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="function">The function. Its token is cancelled when the caller's is, and when the call times out.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>The function's result.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    [OverloadResolutionPriority(1)]
    public Task<TResult> RunAsync<TResult>(
        Func<CancellationToken, TResult> function, CancellationToken cancellationToken = default) =>
        Run<Shape.Of0<TResult>.FuncToken, Nothing, TResult>(function, default, cancellationToken);

    /// <summary>Runs an asynchronous function.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>The function's result.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    public Task<TResult> RunAsync<TResult>(
        Func<Task<TResult>> function, CancellationToken cancellationToken = default) =>
        Run<Shape.Of0<TResult>.Async, Nothing, TResult>(function, default, cancellationToken);

    /// <summary>Runs an asynchronous function that watches a token.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="function">The function. Its token is cancelled when the caller's is, and when the call times out.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>The function's result.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    [OverloadResolutionPriority(1)]
    public Task<TResult> RunAsync<TResult>(
        Func<CancellationToken, Task<TResult>> function, CancellationToken cancellationToken = default) =>
        Run<Shape.Of0<TResult>.AsyncToken, Nothing, TResult>(function, default, cancellationToken);

    /// <summary>Runs a function with its argument.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument">What it is called with.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    public Task RunAsync<T>(
        Action<T> function, T argument, CancellationToken cancellationToken = default) =>
        Run<Shape.Of1<T>.Action, T, Nothing>(function, argument, cancellationToken);

    /// <summary>Runs a function with its argument that watches a token.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="function">The function. Its token is cancelled when the caller's is, and when the call times out.</param>
    /// <param name="argument">What it is called with.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    [OverloadResolutionPriority(1)]
    public Task RunAsync<T>(
        Action<T, CancellationToken> function, T argument, CancellationToken cancellationToken = default) =>
        Run<Shape.Of1<T>.ActionToken, T, Nothing>(function, argument, cancellationToken);

    /// <summary>Runs an asynchronous function with its argument.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument">What it is called with.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    public Task RunAsync<T>(
        Func<T, Task> function, T argument, CancellationToken cancellationToken = default) =>
        Run<Shape.Of1<T>.Async, T, Nothing>(function, argument, cancellationToken);

    /// <summary>Runs an asynchronous function with its argument that watches a token.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <param name="function">The function. Its token is cancelled when the caller's is, and when the call times out.</param>
    /// <param name="argument">What it is called with.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    [OverloadResolutionPriority(1)]
    public Task RunAsync<T>(
        Func<T, CancellationToken, Task> function, T argument, CancellationToken cancellationToken = default) =>
        Run<Shape.Of1<T>.AsyncToken, T, Nothing>(function, argument, cancellationToken);

    /// <summary>Runs a function with its argument.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument">What it is called with.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>The function's result.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    public Task<TResult> RunAsync<T, TResult>(
        Func<T, TResult> function, T argument, CancellationToken cancellationToken = default) =>
        Run<Shape.Of1<T, TResult>.Func, T, TResult>(function, argument, cancellationToken);

    /// <summary>Runs a function with its argument that watches a token.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="function">The function. Its token is cancelled when the caller's is, and when the call times out.</param>
    /// <param name="argument">What it is called with.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>The function's result.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    [OverloadResolutionPriority(1)]
    public Task<TResult> RunAsync<T, TResult>(
        Func<T, CancellationToken, TResult> function, T argument, CancellationToken cancellationToken = default) =>
        Run<Shape.Of1<T, TResult>.FuncToken, T, TResult>(function, argument, cancellationToken);

    /// <summary>Runs an asynchronous function with its argument.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument">What it is called with.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>The function's result.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    public Task<TResult> RunAsync<T, TResult>(
        Func<T, Task<TResult>> function, T argument, CancellationToken cancellationToken = default) =>
        Run<Shape.Of1<T, TResult>.Async, T, TResult>(function, argument, cancellationToken);

    /// <summary>Runs an asynchronous function with its argument that watches a token.</summary>
    /// <typeparam name="T">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="function">The function. Its token is cancelled when the caller's is, and when the call times out.</param>
    /// <param name="argument">What it is called with.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>The function's result.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    [OverloadResolutionPriority(1)]
    public Task<TResult> RunAsync<T, TResult>(
        Func<T, CancellationToken, Task<TResult>> function, T argument, CancellationToken cancellationToken = default) =>
        Run<Shape.Of1<T, TResult>.AsyncToken, T, TResult>(function, argument, cancellationToken);

    /// <summary>Runs a function with its two arguments.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="first">What it is called with first.</param>
    /// <param name="second">What it is called with second.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    public Task RunAsync<T1, T2>(
        Action<T1, T2> function, T1 first, T2 second, CancellationToken cancellationToken = default) =>
        Run<Shape.Of2<T1, T2>.Action, Pair<T1, T2>, Nothing>(function, new Pair<T1, T2>(first, second), cancellationToken);

    /// <summary>Runs a function with its two arguments that watches a token.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <param name="function">The function. Its token is cancelled when the caller's is, and when the call times out.</param>
    /// <param name="first">What it is called with first.</param>
    /// <param name="second">What it is called with second.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    [OverloadResolutionPriority(1)]
    public Task RunAsync<T1, T2>(
        Action<T1, T2, CancellationToken> function, T1 first, T2 second, CancellationToken cancellationToken = default) =>
        Run<Shape.Of2<T1, T2>.ActionToken, Pair<T1, T2>, Nothing>(function, new Pair<T1, T2>(first, second), cancellationToken);

    /// <summary>Runs an asynchronous function with its two arguments.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="first">What it is called with first.</param>
    /// <param name="second">What it is called with second.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    public Task RunAsync<T1, T2>(
        Func<T1, T2, Task> function, T1 first, T2 second, CancellationToken cancellationToken = default) =>
        Run<Shape.Of2<T1, T2>.Async, Pair<T1, T2>, Nothing>(function, new Pair<T1, T2>(first, second), cancellationToken);

    /// <summary>Runs an asynchronous function with its two arguments that watches a token.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <param name="function">The function. Its token is cancelled when the caller's is, and when the call times out.</param>
    /// <param name="first">What it is called with first.</param>
    /// <param name="second">What it is called with second.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    [OverloadResolutionPriority(1)]
    public Task RunAsync<T1, T2>(
        Func<T1, T2, CancellationToken, Task> function, T1 first, T2 second, CancellationToken cancellationToken = default) =>
        Run<Shape.Of2<T1, T2>.AsyncToken, Pair<T1, T2>, Nothing>(function, new Pair<T1, T2>(first, second), cancellationToken);

    /// <summary>Runs a function with its two arguments.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="first">What it is called with first.</param>
    /// <param name="second">What it is called with second.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>The function's result.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    public Task<TResult> RunAsync<T1, T2, TResult>(
        Func<T1, T2, TResult> function, T1 first, T2 second, CancellationToken cancellationToken = default) =>
        Run<Shape.Of2<T1, T2, TResult>.Func, Pair<T1, T2>, TResult>(function, new Pair<T1, T2>(first, second), cancellationToken);

    /// <summary>Runs a function with its two arguments that watches a token.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="function">The function. Its token is cancelled when the caller's is, and when the call times out.</param>
    /// <param name="first">What it is called with first.</param>
    /// <param name="second">What it is called with second.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>The function's result.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    [OverloadResolutionPriority(1)]
    public Task<TResult> RunAsync<T1, T2, TResult>(
        Func<T1, T2, CancellationToken, TResult> function, T1 first, T2 second, CancellationToken cancellationToken = default) =>
        Run<Shape.Of2<T1, T2, TResult>.FuncToken, Pair<T1, T2>, TResult>(function, new Pair<T1, T2>(first, second), cancellationToken);

    /// <summary>Runs an asynchronous function with its two arguments.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="first">What it is called with first.</param>
    /// <param name="second">What it is called with second.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>The function's result.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    public Task<TResult> RunAsync<T1, T2, TResult>(
        Func<T1, T2, Task<TResult>> function, T1 first, T2 second, CancellationToken cancellationToken = default) =>
        Run<Shape.Of2<T1, T2, TResult>.Async, Pair<T1, T2>, TResult>(function, new Pair<T1, T2>(first, second), cancellationToken);

    /// <summary>Runs an asynchronous function with its two arguments that watches a token.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="function">The function. Its token is cancelled when the caller's is, and when the call times out.</param>
    /// <param name="first">What it is called with first.</param>
    /// <param name="second">What it is called with second.</param>
    /// <param name="cancellationToken">Cancels the call: it never starts if it waits, and is asked to end if it runs.</param>
    /// <returns>The function's result.</returns>
    /// <exception cref="ArgumentException">The function or an argument can't be used under this model.</exception>
    /// <exception cref="ObjectDisposedException">The executor is shut down.</exception>
    /// <exception cref="QueueFullException">The queue is full and full queues reject.</exception>
    [OverloadResolutionPriority(1)]
    public Task<TResult> RunAsync<T1, T2, TResult>(
        Func<T1, T2, CancellationToken, Task<TResult>> function, T1 first, T2 second, CancellationToken cancellationToken = default) =>
        Run<Shape.Of2<T1, T2, TResult>.AsyncToken, Pair<T1, T2>, TResult>(function, new Pair<T1, T2>(first, second), cancellationToken);

    private Task<TResult> Run<TShape, TArgument, TResult>(Delegate function, TArgument argument, CancellationToken cancellationToken)
        where TShape : struct, IShape<TArgument, TResult>
    {
        ArgumentNullException.ThrowIfNull(function);
        Shape.CheckResult<TResult>(nameof(function));
        ScopeMember? member = Scope?.Join(cancellationToken);
        CancellationToken token = member?.Token ?? cancellationToken;
        return Start(new FunctionCall<TShape, TArgument, TResult>(function, argument, CallOptions, token) { Member = member });
    }
}
