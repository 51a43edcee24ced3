using System.Runtime.CompilerServices;

namespace Trama;

// Functions that return IAsyncEnumerable<T>: the items come to the caller as they are made, at most StreamCall.Buffer ahead of it.
public abstract partial class Executor
{
    /// <summary>Streams what a function yields. It starts with the enumeration and is cancelled when that is left.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="cancellationToken">Cancels the call and ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The items, in order; after them the function's exception, if it failed. Leaving early waits for the function to end.</returns>
    public IAsyncEnumerable<T> StreamAsync<T>(
        Func<IAsyncEnumerable<T>> function, CancellationToken cancellationToken = default) =>
        Stream<Nothing, T>(
            function,
            typeof(Func<IAsyncEnumerable<T>>),
            static (f, _, _) => Unsafe.As<Func<IAsyncEnumerable<T>>>(f)(),
            default,
            cancellationToken);

    /// <summary>Streams what a function that watches a token yields. It starts with the enumeration and is cancelled when that is left.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="cancellationToken">Cancels the call and ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The items, in order; after them the function's exception, if it failed. Leaving early waits for the function to end.</returns>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<T> StreamAsync<T>(
        Func<CancellationToken, IAsyncEnumerable<T>> function, CancellationToken cancellationToken = default) =>
        Stream<Nothing, T>(
            function,
            typeof(Func<CancellationToken, IAsyncEnumerable<T>>),
            static (f, _, t) => Unsafe.As<Func<CancellationToken, IAsyncEnumerable<T>>>(f)(t),
            default,
            cancellationToken);

    /// <summary>Streams what a function of one argument yields. It starts with the enumeration and is cancelled when that is left.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument">What it is called with.</param>
    /// <param name="cancellationToken">Cancels the call and ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The items, in order; after them the function's exception, if it failed. Leaving early waits for the function to end.</returns>
    public IAsyncEnumerable<T> StreamAsync<TArgument, T>(
        Func<TArgument, IAsyncEnumerable<T>> function, TArgument argument, CancellationToken cancellationToken = default) =>
        Stream<TArgument, T>(
            function,
            typeof(Func<TArgument, IAsyncEnumerable<T>>),
            static (f, a, _) => Unsafe.As<Func<TArgument, IAsyncEnumerable<T>>>(f)(a),
            argument,
            cancellationToken);

    /// <summary>Streams what a function of one argument that watches a token yields. It starts with the enumeration and is cancelled when that is left.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="argument">What it is called with.</param>
    /// <param name="cancellationToken">Cancels the call and ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The items, in order; after them the function's exception, if it failed. Leaving early waits for the function to end.</returns>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<T> StreamAsync<TArgument, T>(
        Func<TArgument, CancellationToken, IAsyncEnumerable<T>> function, TArgument argument, CancellationToken cancellationToken = default) =>
        Stream<TArgument, T>(
            function,
            typeof(Func<TArgument, CancellationToken, IAsyncEnumerable<T>>),
            static (f, a, t) => Unsafe.As<Func<TArgument, CancellationToken, IAsyncEnumerable<T>>>(f)(a, t),
            argument,
            cancellationToken);

    /// <summary>Streams what a function of two arguments yields. It starts with the enumeration and is cancelled when that is left.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="first">What it is called with first.</param>
    /// <param name="second">What it is called with second.</param>
    /// <param name="cancellationToken">Cancels the call and ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The items, in order; after them the function's exception, if it failed. Leaving early waits for the function to end.</returns>
    public IAsyncEnumerable<T> StreamAsync<T1, T2, T>(
        Func<T1, T2, IAsyncEnumerable<T>> function, T1 first, T2 second, CancellationToken cancellationToken = default) =>
        Stream<Pair<T1, T2>, T>(
            function,
            typeof(Func<T1, T2, IAsyncEnumerable<T>>),
            static (f, a, _) => Unsafe.As<Func<T1, T2, IAsyncEnumerable<T>>>(f)(a.First, a.Second),
            new Pair<T1, T2>(first, second),
            cancellationToken);

    /// <summary>Streams what a function of two arguments that watches a token yields. It starts with the enumeration and is cancelled when that is left.</summary>
    /// <typeparam name="T1">The type of the first argument.</typeparam>
    /// <typeparam name="T2">The type of the second argument.</typeparam>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="first">What it is called with first.</param>
    /// <param name="second">What it is called with second.</param>
    /// <param name="cancellationToken">Cancels the call and ends the enumeration with <see cref="OperationCanceledException"/>.</param>
    /// <returns>The items, in order; after them the function's exception, if it failed. Leaving early waits for the function to end.</returns>
    [OverloadResolutionPriority(1)]
    public IAsyncEnumerable<T> StreamAsync<T1, T2, T>(
        Func<T1, T2, CancellationToken, IAsyncEnumerable<T>> function, T1 first, T2 second, CancellationToken cancellationToken = default) =>
        Stream<Pair<T1, T2>, T>(
            function,
            typeof(Func<T1, T2, CancellationToken, IAsyncEnumerable<T>>),
            static (f, a, t) => Unsafe.As<Func<T1, T2, CancellationToken, IAsyncEnumerable<T>>>(f)(a.First, a.Second, t),
            new Pair<T1, T2>(first, second),
            cancellationToken);

    private IAsyncEnumerable<T> Stream<TArgument, T>(
        Delegate function, Type delegateType, StreamInvoker<TArgument, T> invoker, TArgument argument, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(function);
        return StreamRun.EnumerateAsync(this, function, delegateType, invoker, argument, cancellationToken);
    }
}
