namespace Trama;

/// <summary>A call waited longer than <see cref="CallOptions.QueueTimeout"/> for a worker. Its function never started.</summary>
public sealed class QueueTimeoutException : TimeoutException
{
    internal QueueTimeoutException(string function, string executor, TimeSpan timeout)
        : base($"'{function}' waited longer than its queue timeout of {timeout.TotalSeconds:0.###} s for a worker of executor "
            + $"'{executor}' and never started. Add workers, submit less at once, or raise CallOptions.QueueTimeout. (TRM0011)")
    {
        Function = function;
        Timeout = timeout;
    }

    /// <summary>The function, as <c>Type.Method</c>.</summary>
    public string Function { get; }

    /// <summary>The limit that it exceeded.</summary>
    public TimeSpan Timeout { get; }
}
