namespace Trama.Running;

internal static partial class Shape
{
    /// <summary>One argument.</summary>
    public static class Of1<T>
    {
        public readonly struct Action : IShape<T, Nothing>
        {
            public static bool IsAsync => false;

            public static Type DelegateType => typeof(Action<T>);

            public static ValueTask<Nothing> Invoke(Delegate function, T argument, CancellationToken token)
            {
                As<Action<T>>(function)(argument);
                return default;
            }
        }

        public readonly struct ActionToken : IShape<T, Nothing>
        {
            public static bool IsAsync => false;

            public static Type DelegateType => typeof(Action<T, CancellationToken>);

            public static ValueTask<Nothing> Invoke(Delegate function, T argument, CancellationToken token)
            {
                As<Action<T, CancellationToken>>(function)(argument, token);
                return default;
            }
        }

        public readonly struct Async : IShape<T, Nothing>
        {
            public static bool IsAsync => true;

            public static Type DelegateType => typeof(Func<T, Task>);

            public static ValueTask<Nothing> Invoke(Delegate function, T argument, CancellationToken token) =>
                Nothing.After(As<Func<T, Task>>(function)(argument));
        }

        public readonly struct AsyncToken : IShape<T, Nothing>
        {
            public static bool IsAsync => true;

            public static Type DelegateType => typeof(Func<T, CancellationToken, Task>);

            public static ValueTask<Nothing> Invoke(Delegate function, T argument, CancellationToken token) =>
                Nothing.After(As<Func<T, CancellationToken, Task>>(function)(argument, token));
        }
    }

    /// <summary>One argument, a result.</summary>
    public static class Of1<T, TResult>
    {
        public readonly struct Func : IShape<T, TResult>
        {
            public static bool IsAsync => false;

            public static Type DelegateType => typeof(Func<T, TResult>);

            public static ValueTask<TResult> Invoke(Delegate function, T argument, CancellationToken token) =>
                new(As<Func<T, TResult>>(function)(argument));
        }

        public readonly struct FuncToken : IShape<T, TResult>
        {
            public static bool IsAsync => false;

            public static Type DelegateType => typeof(Func<T, CancellationToken, TResult>);

            public static ValueTask<TResult> Invoke(Delegate function, T argument, CancellationToken token) =>
                new(As<Func<T, CancellationToken, TResult>>(function)(argument, token));
        }

        public readonly struct Async : IShape<T, TResult>
        {
            public static bool IsAsync => true;

            public static Type DelegateType => typeof(Func<T, Task<TResult>>);

            public static ValueTask<TResult> Invoke(Delegate function, T argument, CancellationToken token) =>
                new(NotNull(As<Func<T, Task<TResult>>>(function)(argument)));
        }

        public readonly struct AsyncToken : IShape<T, TResult>
        {
            public static bool IsAsync => true;

            public static Type DelegateType => typeof(Func<T, CancellationToken, Task<TResult>>);

            public static ValueTask<TResult> Invoke(Delegate function, T argument, CancellationToken token) =>
                new(NotNull(As<Func<T, CancellationToken, Task<TResult>>>(function)(argument, token)));
        }
    }
}
