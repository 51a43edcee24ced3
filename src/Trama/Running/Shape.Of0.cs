namespace Trama.Running;

internal static partial class Shape
{
    /// <summary>No argument.</summary>
    public static class Of0
    {
        public readonly struct Action : IShape<Nothing, Nothing>
        {
            public static bool IsAsync => false;

            public static Type DelegateType => typeof(System.Action);

            public static ValueTask<Nothing> Invoke(Delegate function, Nothing argument, CancellationToken token)
            {
                As<System.Action>(function)();
                return default;
            }
        }

        public readonly struct ActionToken : IShape<Nothing, Nothing>
        {
            public static bool IsAsync => false;

            public static Type DelegateType => typeof(Action<CancellationToken>);

            public static ValueTask<Nothing> Invoke(Delegate function, Nothing argument, CancellationToken token)
            {
                As<Action<CancellationToken>>(function)(token);
                return default;
            }
        }

        public readonly struct Async : IShape<Nothing, Nothing>
        {
            public static bool IsAsync => true;

            public static Type DelegateType => typeof(Func<Task>);

            public static ValueTask<Nothing> Invoke(Delegate function, Nothing argument, CancellationToken token) =>
                Nothing.After(As<Func<Task>>(function)());
        }

        public readonly struct AsyncToken : IShape<Nothing, Nothing>
        {
            public static bool IsAsync => true;

            public static Type DelegateType => typeof(Func<CancellationToken, Task>);

            public static ValueTask<Nothing> Invoke(Delegate function, Nothing argument, CancellationToken token) =>
                Nothing.After(As<Func<CancellationToken, Task>>(function)(token));
        }
    }

    /// <summary>No argument, a result.</summary>
    public static class Of0<TResult>
    {
        public readonly struct Func : IShape<Nothing, TResult>
        {
            public static bool IsAsync => false;

            public static Type DelegateType => typeof(Func<TResult>);

            public static ValueTask<TResult> Invoke(Delegate function, Nothing argument, CancellationToken token) =>
                new(As<Func<TResult>>(function)());
        }

        public readonly struct FuncToken : IShape<Nothing, TResult>
        {
            public static bool IsAsync => false;

            public static Type DelegateType => typeof(Func<CancellationToken, TResult>);

            public static ValueTask<TResult> Invoke(Delegate function, Nothing argument, CancellationToken token) =>
                new(As<Func<CancellationToken, TResult>>(function)(token));
        }

        public readonly struct Async : IShape<Nothing, TResult>
        {
            public static bool IsAsync => true;

            public static Type DelegateType => typeof(Func<Task<TResult>>);

            public static ValueTask<TResult> Invoke(Delegate function, Nothing argument, CancellationToken token) =>
                new(NotNull(As<Func<Task<TResult>>>(function)()));
        }

        public readonly struct AsyncToken : IShape<Nothing, TResult>
        {
            public static bool IsAsync => true;

            public static Type DelegateType => typeof(Func<CancellationToken, Task<TResult>>);

            public static ValueTask<TResult> Invoke(Delegate function, Nothing argument, CancellationToken token) =>
                new(NotNull(As<Func<CancellationToken, Task<TResult>>>(function)(token)));
        }
    }
}
