using System.Runtime.CompilerServices;

namespace Trama.Running;

/// <summary>
/// The shapes of functions: for each, how to call it. The casts are unchecked because each invoker is used by the one overload whose
/// parameter has exactly that delegate type.
/// </summary>
internal static class Shape
{
    public static Task NotNull(Task? task) =>
        task ?? throw new InvalidOperationException("The function returned null where it should return a task. (TRM0015)");

    public static Task<TResult> NotNull<TResult>(Task<TResult>? task) =>
        task ?? throw new InvalidOperationException("The function returned null where it should return a task. (TRM0015)");

    /// <summary>Refuses result types that only look like a result: the caller would get the promise instead of what it promises.</summary>
    public static void CheckResult<TResult>(string parameter)
    {
        if (ResultCheck<TResult>.IsValueTask)
            throw new ArgumentException(
                "The function returns a ValueTask; executors take functions that return a value or a Task. "
                + "Call AsTask() on it in a lambda, or make the function return Task. (TRM0016)", parameter);
    }

    /// <summary>No argument.</summary>
    public static class Of0
    {
        public static readonly Invoker<Nothing, Nothing> Action =
            static (f, _, _) => { As<Action>(f)(); return default; };

        public static readonly Invoker<Nothing, Nothing> ActionToken =
            static (f, _, t) => { As<Action<CancellationToken>>(f)(t); return default; };

        public static readonly Invoker<Nothing, Nothing> Async = static (f, _, _) => Nothing.After(As<Func<Task>>(f)());

        public static readonly Invoker<Nothing, Nothing> AsyncToken =
            static (f, _, t) => Nothing.After(As<Func<CancellationToken, Task>>(f)(t));
    }

    /// <summary>No argument, a result.</summary>
    public static class Of0<TResult>
    {
        public static readonly Invoker<Nothing, TResult> Func = static (f, _, _) => new(As<Func<TResult>>(f)());

        public static readonly Invoker<Nothing, TResult> FuncToken =
            static (f, _, t) => new(As<Func<CancellationToken, TResult>>(f)(t));

        public static readonly Invoker<Nothing, TResult> Async = static (f, _, _) => new(NotNull(As<Func<Task<TResult>>>(f)()));

        public static readonly Invoker<Nothing, TResult> AsyncToken =
            static (f, _, t) => new(NotNull(As<Func<CancellationToken, Task<TResult>>>(f)(t)));
    }

    /// <summary>One argument.</summary>
    public static class Of1<T>
    {
        public static readonly Invoker<T, Nothing> Action = static (f, a, _) => { As<Action<T>>(f)(a); return default; };

        public static readonly Invoker<T, Nothing> ActionToken =
            static (f, a, t) => { As<Action<T, CancellationToken>>(f)(a, t); return default; };

        public static readonly Invoker<T, Nothing> Async = static (f, a, _) => Nothing.After(As<Func<T, Task>>(f)(a));

        public static readonly Invoker<T, Nothing> AsyncToken =
            static (f, a, t) => Nothing.After(As<Func<T, CancellationToken, Task>>(f)(a, t));
    }

    /// <summary>One argument, a result.</summary>
    public static class Of1<T, TResult>
    {
        public static readonly Invoker<T, TResult> Func = static (f, a, _) => new(As<Func<T, TResult>>(f)(a));

        public static readonly Invoker<T, TResult> FuncToken =
            static (f, a, t) => new(As<Func<T, CancellationToken, TResult>>(f)(a, t));

        public static readonly Invoker<T, TResult> Async = static (f, a, _) => new(NotNull(As<Func<T, Task<TResult>>>(f)(a)));

        public static readonly Invoker<T, TResult> AsyncToken =
            static (f, a, t) => new(NotNull(As<Func<T, CancellationToken, Task<TResult>>>(f)(a, t)));
    }

    /// <summary>Two arguments.</summary>
    public static class Of2<T1, T2>
    {
        public static readonly Invoker<Pair<T1, T2>, Nothing> Action =
            static (f, a, _) => { As<Action<T1, T2>>(f)(a.First, a.Second); return default; };

        public static readonly Invoker<Pair<T1, T2>, Nothing> ActionToken =
            static (f, a, t) => { As<Action<T1, T2, CancellationToken>>(f)(a.First, a.Second, t); return default; };

        public static readonly Invoker<Pair<T1, T2>, Nothing> Async =
            static (f, a, _) => Nothing.After(As<Func<T1, T2, Task>>(f)(a.First, a.Second));

        public static readonly Invoker<Pair<T1, T2>, Nothing> AsyncToken =
            static (f, a, t) => Nothing.After(As<Func<T1, T2, CancellationToken, Task>>(f)(a.First, a.Second, t));
    }

    /// <summary>Two arguments, a result.</summary>
    public static class Of2<T1, T2, TResult>
    {
        public static readonly Invoker<Pair<T1, T2>, TResult> Func =
            static (f, a, _) => new(As<Func<T1, T2, TResult>>(f)(a.First, a.Second));

        public static readonly Invoker<Pair<T1, T2>, TResult> FuncToken =
            static (f, a, t) => new(As<Func<T1, T2, CancellationToken, TResult>>(f)(a.First, a.Second, t));

        public static readonly Invoker<Pair<T1, T2>, TResult> Async =
            static (f, a, _) => new(NotNull(As<Func<T1, T2, Task<TResult>>>(f)(a.First, a.Second)));

        public static readonly Invoker<Pair<T1, T2>, TResult> AsyncToken =
            static (f, a, t) => new(NotNull(As<Func<T1, T2, CancellationToken, Task<TResult>>>(f)(a.First, a.Second, t)));
    }

    private static TDelegate As<TDelegate>(Delegate function)
        where TDelegate : Delegate => Unsafe.As<TDelegate>(function);

    private static class ResultCheck<TResult>
    {
        public static readonly bool IsValueTask = typeof(TResult) == typeof(ValueTask)
            || (typeof(TResult).IsGenericType && typeof(TResult).GetGenericTypeDefinition() == typeof(ValueTask<>));
    }
}
