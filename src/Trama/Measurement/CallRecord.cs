namespace Trama;

/// <summary>What is known of a call that has ended: where it ran, when, and what it cost. Data only; nothing here prints.</summary>
/// <param name="Executor">The executor's name.</param>
/// <param name="Function">The function, as <c>Type.Method</c>.</param>
/// <param name="Worker">The number of the worker that ran it last, from 1, or 0 when it never started.</param>
/// <param name="Queued">When it was submitted.</param>
/// <param name="Started">When it last started, or null when it never did.</param>
/// <param name="Ended">When it ended.</param>
/// <param name="CpuTime">Processor time of the function, or null where the model does not measure it.</param>
/// <param name="Bytes">Bytes of arguments and result that crossed a process boundary; 0 in the caller's process.</param>
/// <param name="Attempts">How often it was started.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record CallRecord(
    string Executor,
    string Function,
    int Worker,
    DateTimeOffset Queued,
    DateTimeOffset? Started,
    DateTimeOffset Ended,
    TimeSpan? CpuTime,
    long Bytes,
    int Attempts,
    CallOutcome Outcome)
{
    /// <summary>How long it waited for a worker, or until it ended without one.</summary>
    public TimeSpan Waited => (Started ?? Ended) - Queued;

    /// <summary>How long it ran; zero when it never started.</summary>
    public TimeSpan Ran => Started is { } started ? Ended - started : TimeSpan.Zero;
}
