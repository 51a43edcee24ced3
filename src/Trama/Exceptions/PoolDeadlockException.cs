namespace Trama;

/// <summary>
/// A call submitted another call to its own executor while no worker was left that could ever run it: awaiting it would wait for ever.
/// </summary>
public sealed class PoolDeadlockException : InvalidOperationException
{
    internal PoolDeadlockException(string function, string executor, int workers)
        : base($"'{function}' was submitted from inside a call of executor '{executor}' whose {workers} worker(s) all run calls that "
            + "wait for calls of the same executor; awaiting it would never end. Use more workers, a second executor, or call the "
            + "function directly. (TRM0013)") => Function = function;

    /// <summary>The function that was refused, as <c>Type.Method</c>.</summary>
    public string Function { get; }
}
