using System.Runtime.CompilerServices;

namespace Trama.Running;

/// <summary>
/// The shapes of functions: for each, how to call it. The casts are unchecked because each shape is used by the one overload whose
/// parameter has exactly that delegate type.
/// </summary>
internal static partial class Shape
{
    public static Task NotNull(Task? task) =>
        task ?? throw new InvalidOperationException("The function returned null where it should return a task. (TRM0015)");

    public static Task<TResult> NotNull<TResult>(Task<TResult>? task) =>
        task ?? throw new InvalidOperationException("The function returned null where it should return a task. (TRM0015)");

    /// <summary>Refuses result types that only look like a result: the caller would get the promise instead of what it promises.</summary>
    public static void CheckResult<TResult>(string parameter)
    {
        if (ResultCheck<TResult>.IsStream)
            throw new ArgumentException(
                "The function returns a stream (IAsyncEnumerable), which runs only while somebody enumerates it. Run it with StreamAsync, "
                + "or make the function return its items as a list. (TRM0020)", parameter);
        if (ResultCheck<TResult>.IsValueTask)
            throw new ArgumentException(
                "The function returns a ValueTask; executors take functions that return a value or a Task. "
                + "Call AsTask() on it in a lambda, or make the function return Task. (TRM0016)", parameter);
    }

    private static TDelegate As<TDelegate>(Delegate function)
        where TDelegate : Delegate => Unsafe.As<TDelegate>(function);

    private static class ResultCheck<TResult>
    {
        public static readonly bool IsStream =
            typeof(TResult).IsGenericType && typeof(TResult).GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>);

        public static readonly bool IsValueTask = typeof(TResult) == typeof(ValueTask)
            || (typeof(TResult).IsGenericType && typeof(TResult).GetGenericTypeDefinition() == typeof(ValueTask<>));
    }
}
