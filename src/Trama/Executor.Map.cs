using System.Runtime.CompilerServices;

namespace Trama;

// Many calls of one function: the source is pulled by the consumer, never further ahead than the window; results come in the order
// of the inputs unless MapOptions says otherwise. MapAsync throws what an item threw, in its place; MapResultsAsync tells it.
public abstract partial class Executor
{
    /// <summary>Runs a function over items and gives the results; the first failure ends it.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="source">The items. Pulled by the consumer, at most <see cref="MapOptions.MaxInFlight"/> ahead of it.</param>
    /// <param name="function">The function, called once an item.</param>
    /// <param name="options">Order, window, chunks, timeout; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels what is in flight and ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The results. An item's exception is thrown in its place; leaving early cancels what is in flight and waits for it.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="TimeoutException"><see cref="MapOptions.Timeout"/> has passed; thrown by the enumeration.</exception>
    public IAsyncEnumerable<TResult> MapAsync<T, TResult>(
        IEnumerable<T> source,
        Func<T, TResult> function,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        NewMap<Shape.Of1<T, TResult>.Func, T, TResult>(ItemSource.From(source), function, options, cancellationToken)
            .ValuesAsync(CancellationToken.None);

    /// <summary>Runs a function that watches a token over items and gives the results; the first failure ends it.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="source">The items. Pulled by the consumer, at most <see cref="MapOptions.MaxInFlight"/> ahead of it.</param>
    /// <param name="function">The function, called once an item.</param>
    /// <param name="options">Order, window, chunks, timeout; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels what is in flight and ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The results. An item's exception is thrown in its place; leaving early cancels what is in flight and waits for it.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="TimeoutException"><see cref="MapOptions.Timeout"/> has passed; thrown by the enumeration.</exception>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<TResult> MapAsync<T, TResult>(
        IEnumerable<T> source,
        Func<T, CancellationToken, TResult> function,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        NewMap<Shape.Of1<T, TResult>.FuncToken, T, TResult>(ItemSource.From(source), function, options, cancellationToken)
            .ValuesAsync(CancellationToken.None);

    /// <summary>Runs an asynchronous function over items and gives the results; the first failure ends it.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="source">The items. Pulled by the consumer, at most <see cref="MapOptions.MaxInFlight"/> ahead of it.</param>
    /// <param name="function">The function, called once an item.</param>
    /// <param name="options">Order, window, chunks, timeout; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels what is in flight and ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The results. An item's exception is thrown in its place; leaving early cancels what is in flight and waits for it.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="TimeoutException"><see cref="MapOptions.Timeout"/> has passed; thrown by the enumeration.</exception>
    public IAsyncEnumerable<TResult> MapAsync<T, TResult>(
        IEnumerable<T> source,
        Func<T, Task<TResult>> function,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        NewMap<Shape.Of1<T, TResult>.Async, T, TResult>(ItemSource.From(source), function, options, cancellationToken)
            .ValuesAsync(CancellationToken.None);

    /// <summary>Runs an asynchronous function that watches a token over items and gives the results; the first failure ends it.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="source">The items. Pulled by the consumer, at most <see cref="MapOptions.MaxInFlight"/> ahead of it.</param>
    /// <param name="function">The function, called once an item.</param>
    /// <param name="options">Order, window, chunks, timeout; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels what is in flight and ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The results. An item's exception is thrown in its place; leaving early cancels what is in flight and waits for it.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="TimeoutException"><see cref="MapOptions.Timeout"/> has passed; thrown by the enumeration.</exception>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<TResult> MapAsync<T, TResult>(
        IEnumerable<T> source,
        Func<T, CancellationToken, Task<TResult>> function,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        NewMap<Shape.Of1<T, TResult>.AsyncToken, T, TResult>(ItemSource.From(source), function, options, cancellationToken)
            .ValuesAsync(CancellationToken.None);

    /// <summary>Runs a function over asynchronous items and gives the results; the first failure ends it.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="source">The items. Pulled by the consumer, at most <see cref="MapOptions.MaxInFlight"/> ahead of it.</param>
    /// <param name="function">The function, called once an item.</param>
    /// <param name="options">Order, window, chunks, timeout; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels what is in flight and ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The results. An item's exception is thrown in its place; leaving early cancels what is in flight and waits for it.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="TimeoutException"><see cref="MapOptions.Timeout"/> has passed; thrown by the enumeration.</exception>
    public IAsyncEnumerable<TResult> MapAsync<T, TResult>(
        IAsyncEnumerable<T> source,
        Func<T, TResult> function,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        NewMap<Shape.Of1<T, TResult>.Func, T, TResult>(source, function, options, cancellationToken)
            .ValuesAsync(CancellationToken.None);

    /// <summary>Runs a function that watches a token over asynchronous items and gives the results; the first failure ends it.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="source">The items. Pulled by the consumer, at most <see cref="MapOptions.MaxInFlight"/> ahead of it.</param>
    /// <param name="function">The function, called once an item.</param>
    /// <param name="options">Order, window, chunks, timeout; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels what is in flight and ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The results. An item's exception is thrown in its place; leaving early cancels what is in flight and waits for it.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="TimeoutException"><see cref="MapOptions.Timeout"/> has passed; thrown by the enumeration.</exception>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<TResult> MapAsync<T, TResult>(
        IAsyncEnumerable<T> source,
        Func<T, CancellationToken, TResult> function,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        NewMap<Shape.Of1<T, TResult>.FuncToken, T, TResult>(source, function, options, cancellationToken)
            .ValuesAsync(CancellationToken.None);

    /// <summary>Runs an asynchronous function over asynchronous items and gives the results; the first failure ends it.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="source">The items. Pulled by the consumer, at most <see cref="MapOptions.MaxInFlight"/> ahead of it.</param>
    /// <param name="function">The function, called once an item.</param>
    /// <param name="options">Order, window, chunks, timeout; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels what is in flight and ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The results. An item's exception is thrown in its place; leaving early cancels what is in flight and waits for it.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="TimeoutException"><see cref="MapOptions.Timeout"/> has passed; thrown by the enumeration.</exception>
    public IAsyncEnumerable<TResult> MapAsync<T, TResult>(
        IAsyncEnumerable<T> source,
        Func<T, Task<TResult>> function,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        NewMap<Shape.Of1<T, TResult>.Async, T, TResult>(source, function, options, cancellationToken)
            .ValuesAsync(CancellationToken.None);

    /// <summary>Runs an asynchronous function that watches a token over asynchronous items and gives the results; the first failure ends it.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="source">The items. Pulled by the consumer, at most <see cref="MapOptions.MaxInFlight"/> ahead of it.</param>
    /// <param name="function">The function, called once an item.</param>
    /// <param name="options">Order, window, chunks, timeout; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels what is in flight and ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The results. An item's exception is thrown in its place; leaving early cancels what is in flight and waits for it.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="TimeoutException"><see cref="MapOptions.Timeout"/> has passed; thrown by the enumeration.</exception>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<TResult> MapAsync<T, TResult>(
        IAsyncEnumerable<T> source,
        Func<T, CancellationToken, Task<TResult>> function,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        NewMap<Shape.Of1<T, TResult>.AsyncToken, T, TResult>(source, function, options, cancellationToken)
            .ValuesAsync(CancellationToken.None);

    /// <summary>Runs a function over items and tells what became of each; a failure ends nothing.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="source">The items. Pulled by the consumer, at most <see cref="MapOptions.MaxInFlight"/> ahead of it.</param>
    /// <param name="function">The function, called once an item.</param>
    /// <param name="options">Order, window, chunks, timeout; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels what is in flight and ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>A result an item. Leaving early cancels what is in flight and waits for it.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="TimeoutException"><see cref="MapOptions.Timeout"/> has passed; thrown by the enumeration.</exception>
    public IAsyncEnumerable<CallResult<TResult>> MapResultsAsync<T, TResult>(
        IEnumerable<T> source,
        Func<T, TResult> function,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        NewMap<Shape.Of1<T, TResult>.Func, T, TResult>(ItemSource.From(source), function, options, cancellationToken)
            .ResultsAsync(CancellationToken.None);

    /// <summary>Runs a function that watches a token over items and tells what became of each; a failure ends nothing.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="source">The items. Pulled by the consumer, at most <see cref="MapOptions.MaxInFlight"/> ahead of it.</param>
    /// <param name="function">The function, called once an item.</param>
    /// <param name="options">Order, window, chunks, timeout; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels what is in flight and ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>A result an item. Leaving early cancels what is in flight and waits for it.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="TimeoutException"><see cref="MapOptions.Timeout"/> has passed; thrown by the enumeration.</exception>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<CallResult<TResult>> MapResultsAsync<T, TResult>(
        IEnumerable<T> source,
        Func<T, CancellationToken, TResult> function,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        NewMap<Shape.Of1<T, TResult>.FuncToken, T, TResult>(ItemSource.From(source), function, options, cancellationToken)
            .ResultsAsync(CancellationToken.None);

    /// <summary>Runs an asynchronous function over items and tells what became of each; a failure ends nothing.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="source">The items. Pulled by the consumer, at most <see cref="MapOptions.MaxInFlight"/> ahead of it.</param>
    /// <param name="function">The function, called once an item.</param>
    /// <param name="options">Order, window, chunks, timeout; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels what is in flight and ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>A result an item. Leaving early cancels what is in flight and waits for it.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="TimeoutException"><see cref="MapOptions.Timeout"/> has passed; thrown by the enumeration.</exception>
    public IAsyncEnumerable<CallResult<TResult>> MapResultsAsync<T, TResult>(
        IEnumerable<T> source,
        Func<T, Task<TResult>> function,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        NewMap<Shape.Of1<T, TResult>.Async, T, TResult>(ItemSource.From(source), function, options, cancellationToken)
            .ResultsAsync(CancellationToken.None);

    /// <summary>Runs an asynchronous function that watches a token over items and tells what became of each; a failure ends nothing.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="source">The items. Pulled by the consumer, at most <see cref="MapOptions.MaxInFlight"/> ahead of it.</param>
    /// <param name="function">The function, called once an item.</param>
    /// <param name="options">Order, window, chunks, timeout; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels what is in flight and ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>A result an item. Leaving early cancels what is in flight and waits for it.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="TimeoutException"><see cref="MapOptions.Timeout"/> has passed; thrown by the enumeration.</exception>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<CallResult<TResult>> MapResultsAsync<T, TResult>(
        IEnumerable<T> source,
        Func<T, CancellationToken, Task<TResult>> function,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        NewMap<Shape.Of1<T, TResult>.AsyncToken, T, TResult>(ItemSource.From(source), function, options, cancellationToken)
            .ResultsAsync(CancellationToken.None);

    /// <summary>Runs a function over asynchronous items and tells what became of each; a failure ends nothing.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="source">The items. Pulled by the consumer, at most <see cref="MapOptions.MaxInFlight"/> ahead of it.</param>
    /// <param name="function">The function, called once an item.</param>
    /// <param name="options">Order, window, chunks, timeout; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels what is in flight and ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>A result an item. Leaving early cancels what is in flight and waits for it.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="TimeoutException"><see cref="MapOptions.Timeout"/> has passed; thrown by the enumeration.</exception>
    public IAsyncEnumerable<CallResult<TResult>> MapResultsAsync<T, TResult>(
        IAsyncEnumerable<T> source,
        Func<T, TResult> function,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        NewMap<Shape.Of1<T, TResult>.Func, T, TResult>(source, function, options, cancellationToken)
            .ResultsAsync(CancellationToken.None);

    /// <summary>Runs a function that watches a token over asynchronous items and tells what became of each; a failure ends nothing.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="source">The items. Pulled by the consumer, at most <see cref="MapOptions.MaxInFlight"/> ahead of it.</param>
    /// <param name="function">The function, called once an item.</param>
    /// <param name="options">Order, window, chunks, timeout; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels what is in flight and ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>A result an item. Leaving early cancels what is in flight and waits for it.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="TimeoutException"><see cref="MapOptions.Timeout"/> has passed; thrown by the enumeration.</exception>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<CallResult<TResult>> MapResultsAsync<T, TResult>(
        IAsyncEnumerable<T> source,
        Func<T, CancellationToken, TResult> function,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        NewMap<Shape.Of1<T, TResult>.FuncToken, T, TResult>(source, function, options, cancellationToken)
            .ResultsAsync(CancellationToken.None);

    /// <summary>Runs an asynchronous function over asynchronous items and tells what became of each; a failure ends nothing.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="source">The items. Pulled by the consumer, at most <see cref="MapOptions.MaxInFlight"/> ahead of it.</param>
    /// <param name="function">The function, called once an item.</param>
    /// <param name="options">Order, window, chunks, timeout; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels what is in flight and ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>A result an item. Leaving early cancels what is in flight and waits for it.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="TimeoutException"><see cref="MapOptions.Timeout"/> has passed; thrown by the enumeration.</exception>
    public IAsyncEnumerable<CallResult<TResult>> MapResultsAsync<T, TResult>(
        IAsyncEnumerable<T> source,
        Func<T, Task<TResult>> function,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        NewMap<Shape.Of1<T, TResult>.Async, T, TResult>(source, function, options, cancellationToken)
            .ResultsAsync(CancellationToken.None);

    /// <summary>Runs an asynchronous function that watches a token over asynchronous items and tells what became of each; a failure ends nothing.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <typeparam name="TResult">The type of a result.</typeparam>
    /// <param name="source">The items. Pulled by the consumer, at most <see cref="MapOptions.MaxInFlight"/> ahead of it.</param>
    /// <param name="function">The function, called once an item.</param>
    /// <param name="options">Order, window, chunks, timeout; null for the defaults.</param>
    /// <param name="cancellationToken">Cancels what is in flight and ends it with <see cref="OperationCanceledException"/>.</param>
    /// <returns>A result an item. Leaving early cancels what is in flight and waits for it.</returns>
    /// <exception cref="ArgumentException">An argument is null or an option out of range; thrown by this call.</exception>
    /// <exception cref="TimeoutException"><see cref="MapOptions.Timeout"/> has passed; thrown by the enumeration.</exception>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<CallResult<TResult>> MapResultsAsync<T, TResult>(
        IAsyncEnumerable<T> source,
        Func<T, CancellationToken, Task<TResult>> function,
        MapOptions? options = null,
        CancellationToken cancellationToken = default) =>
        NewMap<Shape.Of1<T, TResult>.AsyncToken, T, TResult>(source, function, options, cancellationToken)
            .ResultsAsync(CancellationToken.None);

    private MapRun<T, TResult> NewMap<TShape, T, TResult>(
        IAsyncEnumerable<T> source, Delegate function, MapOptions? options, CancellationToken cancellationToken)
        where TShape : struct, IShape<T, TResult>
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(function);
        Shape.CheckResult<TResult>(nameof(function));
        options ??= new MapOptions();
        options.Validate();
        Root.ThrowIfClosing();
        Scope?.ThrowIfEnded();
        return new MapRun<T, TResult>(this, source, new MapFunction<TShape, T, TResult>(function), options, cancellationToken);
    }
}
