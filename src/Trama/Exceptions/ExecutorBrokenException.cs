namespace Trama;

/// <summary>The executor can't run calls any more; <see cref="Exception.InnerException"/> says why.</summary>
public sealed class ExecutorBrokenException : InvalidOperationException
{
    internal ExecutorBrokenException(string executor, string what, Exception? reason)
        : base($"Executor '{executor}' can't run calls any more: {what} Mend the cause and make a new executor. (TRM0014)", reason)
    {
    }
}
