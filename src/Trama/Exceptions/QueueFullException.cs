namespace Trama;

/// <summary>As many calls as <see cref="ExecutorOptions.QueueCapacity"/> allows were waiting already.</summary>
public sealed class QueueFullException : InvalidOperationException
{
    internal QueueFullException(string executor, int capacity)
        : base($"The queue of executor '{executor}' is full: {capacity} calls wait for a worker. Submit again once some have ended, "
            + "or raise QueueCapacity. (TRM0012)") => Capacity = capacity;

    /// <summary>How many calls may wait.</summary>
    public int Capacity { get; }
}
