namespace Trama.Running;

/// <summary>
/// What most calls never need: a token or a timer of their own, times, a crossing to another process. Kept apart so that a plain call stays
/// small: a hundred thousand waiting calls are what the garbage collector has to carry.
/// </summary>
internal sealed class CallExtras
{
    /// <summary>The registration with the caller's token.</summary>
    public CancellationTokenRegistration Cancellation;

    /// <summary>The source of the function's own token; see <see cref="Call.MakeCancelable"/>.</summary>
    public CancellationTokenSource? Source;

    /// <summary>The timer of the queue timeout, then that of the timeout.</summary>
    public ITimer? Timer;

    public long QueuedAt { get; set; }

    public long StartedAt { get; set; }

    public TimeSpan? CpuTime { get; set; }

    public object? Prepared { get; set; }

    public long Bytes { get; set; }

    public Action? OnItemConsumed { get; set; }
}
