namespace Trama.Running;

internal static partial class Shape
{
    /// <summary>Two arguments.</summary>
    public static class Of2<T1, T2>
    {
        public readonly struct Action : IShape<Pair<T1, T2>, Nothing>
        {
            public static bool IsAsync => false;

            public static Type DelegateType => typeof(Action<T1, T2>);

            public static ValueTask<Nothing> Invoke(Delegate function, Pair<T1, T2> argument, CancellationToken token)
            {
                As<Action<T1, T2>>(function)(argument.First, argument.Second);
                return default;
            }
        }

        public readonly struct ActionToken : IShape<Pair<T1, T2>, Nothing>
        {
            public static bool IsAsync => false;

            public static Type DelegateType => typeof(Action<T1, T2, CancellationToken>);

            public static ValueTask<Nothing> Invoke(Delegate function, Pair<T1, T2> argument, CancellationToken token)
            {
                As<Action<T1, T2, CancellationToken>>(function)(argument.First, argument.Second, token);
                return default;
            }
        }

        public readonly struct Async : IShape<Pair<T1, T2>, Nothing>
        {
            public static bool IsAsync => true;

            public static Type DelegateType => typeof(Func<T1, T2, Task>);

            public static ValueTask<Nothing> Invoke(Delegate function, Pair<T1, T2> argument, CancellationToken token) =>
                Nothing.After(As<Func<T1, T2, Task>>(function)(argument.First, argument.Second));
        }

        public readonly struct AsyncToken : IShape<Pair<T1, T2>, Nothing>
        {
            public static bool IsAsync => true;

            public static Type DelegateType => typeof(Func<T1, T2, CancellationToken, Task>);

            public static ValueTask<Nothing> Invoke(Delegate function, Pair<T1, T2> argument, CancellationToken token) =>
                Nothing.After(As<Func<T1, T2, CancellationToken, Task>>(function)(argument.First, argument.Second, token));
        }
    }

    /// <summary>Two arguments, a result.</summary>
    public static class Of2<T1, T2, TResult>
    {
        public readonly struct Func : IShape<Pair<T1, T2>, TResult>
        {
            public static bool IsAsync => false;

            public static Type DelegateType => typeof(Func<T1, T2, TResult>);

            public static ValueTask<TResult> Invoke(Delegate function, Pair<T1, T2> argument, CancellationToken token) =>
                new(As<Func<T1, T2, TResult>>(function)(argument.First, argument.Second));
        }

        public readonly struct FuncToken : IShape<Pair<T1, T2>, TResult>
        {
            public static bool IsAsync => false;

            public static Type DelegateType => typeof(Func<T1, T2, CancellationToken, TResult>);

            public static ValueTask<TResult> Invoke(Delegate function, Pair<T1, T2> argument, CancellationToken token) =>
                new(As<Func<T1, T2, CancellationToken, TResult>>(function)(argument.First, argument.Second, token));
        }

        public readonly struct Async : IShape<Pair<T1, T2>, TResult>
        {
            public static bool IsAsync => true;

            public static Type DelegateType => typeof(Func<T1, T2, Task<TResult>>);

            public static ValueTask<TResult> Invoke(Delegate function, Pair<T1, T2> argument, CancellationToken token) =>
                new(NotNull(As<Func<T1, T2, Task<TResult>>>(function)(argument.First, argument.Second)));
        }

        public readonly struct AsyncToken : IShape<Pair<T1, T2>, TResult>
        {
            public static bool IsAsync => true;

            public static Type DelegateType => typeof(Func<T1, T2, CancellationToken, Task<TResult>>);

            public static ValueTask<TResult> Invoke(Delegate function, Pair<T1, T2> argument, CancellationToken token) =>
                new(NotNull(As<Func<T1, T2, CancellationToken, Task<TResult>>>(function)(argument.First, argument.Second, token)));
        }
    }
}
