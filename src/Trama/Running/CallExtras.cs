using System.Diagnostics;

namespace Trama.Running;

/// <summary>
/// What most calls never need: options, a token or a timer, times, a scope, a crossing to another process. Kept apart so that a plain call
/// stays small: a hundred thousand waiting calls are what the garbage collector has to carry.
/// </summary>
internal sealed class CallExtras
{
    /// <summary>The execution context of the caller, which a call without extras holds itself.</summary>
    public ExecutionContext? Context;

    /// <summary>The registration with the caller's token.</summary>
    public CancellationTokenRegistration Cancellation;

    /// <summary>The source of the function's own token; see <see cref="Call.MakeCancelable"/>.</summary>
    public CancellationTokenSource? Source;

    /// <summary>The timer of the queue timeout, then that of the timeout.</summary>
    public CallTimer? Timer;

    /// <summary>Whether the function was called in this process, and releases the call's own token when it returns.</summary>
    public bool HasBegun;

    public CallOptions Options { get; init; } = CallOptions.Default;

    public CancellationToken CallerToken { get; init; }

    public ScopeMember? Member { get; set; }

    public Call? Next { get; set; }

    /// <summary>The task of an asynchronous function that is under way.</summary>
    public Task? Pending { get; set; }

    public bool HoldsPlace { get; set; }

    public bool IsRecorded { get; set; }

    public Activity? Activity { get; set; }

    public long QueuedAt { get; set; }

    public long StartedAt { get; set; }

    public TimeSpan? CpuTime { get; set; }

    public object? Prepared { get; set; }

    public List<WorkerDeath>? Deaths { get; set; }

    public long Bytes { get; set; }

    public Action? OnItemConsumed { get; set; }
}
