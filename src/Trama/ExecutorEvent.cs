namespace Trama;

/// <summary>Something that happened to an executor and that its owner would want to know. Each kind is a nested record.</summary>
/// <param name="Executor">The executor's name.</param>
/// <param name="Time">When it was noticed.</param>
public abstract record ExecutorEvent(string Executor, DateTimeOffset Time)
{
    /// <summary>A worker is ready for calls.</summary>
    /// <param name="Executor">The executor's name.</param>
    /// <param name="Time">When it was noticed.</param>
    /// <param name="Worker">The worker's number, from 1; never used twice by one executor.</param>
    /// <param name="ProcessId">The worker's process, or null where workers are no processes.</param>
    public sealed record WorkerStarted(string Executor, DateTimeOffset Time, int Worker, int? ProcessId) : ExecutorEvent(Executor, Time);

    /// <summary>A worker ended without being asked to.</summary>
    /// <param name="Executor">The executor's name.</param>
    /// <param name="Time">When it was noticed.</param>
    /// <param name="Worker">The worker's number.</param>
    /// <param name="ProcessId">Its process, or null.</param>
    /// <param name="Reason">Why, as far as it is known: exit code, signal, last words on stderr.</param>
    public sealed record WorkerDied(string Executor, DateTimeOffset Time, int Worker, int? ProcessId, string Reason)
        : ExecutorEvent(Executor, Time);

    /// <summary>A worker was ended by the executor and another takes its place: after a timeout, a cancellation or a crash.</summary>
    /// <param name="Executor">The executor's name.</param>
    /// <param name="Time">When it was noticed.</param>
    /// <param name="Worker">The number of the worker that ended.</param>
    /// <param name="Reason">Why it was replaced.</param>
    public sealed record WorkerReplaced(string Executor, DateTimeOffset Time, int Worker, string Reason) : ExecutorEvent(Executor, Time);

    /// <summary>A worker ended in good order: it was idle for long, has served its number of calls, or held too much memory.</summary>
    /// <param name="Executor">The executor's name.</param>
    /// <param name="Time">When it was noticed.</param>
    /// <param name="Worker">The worker's number.</param>
    /// <param name="Reason">Why it was recycled.</param>
    public sealed record WorkerRecycled(string Executor, DateTimeOffset Time, int Worker, string Reason) : ExecutorEvent(Executor, Time);

    /// <summary>A thread still runs a function whose call has ended by timeout or shutdown. It ends when the function returns.</summary>
    /// <param name="Executor">The executor's name.</param>
    /// <param name="Time">When it was noticed.</param>
    /// <param name="Worker">The worker's number.</param>
    /// <param name="Function">The function that runs on.</param>
    /// <param name="Abandoned">How many threads of this executor are in that state now.</param>
    public sealed record ThreadAbandoned(string Executor, DateTimeOffset Time, int Worker, string Function, int Abandoned)
        : ExecutorEvent(Executor, Time);

    /// <summary>A callback held the event loop for too long; everything else on the loop waited.</summary>
    /// <param name="Executor">The loop's or the executor's name.</param>
    /// <param name="Time">When it was noticed.</param>
    /// <param name="Callback">The callback's name.</param>
    /// <param name="StartedAt">Where the work was started, or null when that is not known.</param>
    /// <param name="Held">How long it held the loop.</param>
    public sealed record LoopBlocked(string Executor, DateTimeOffset Time, string Callback, string? StartedAt, TimeSpan Held)
        : ExecutorEvent(Executor, Time);

    /// <summary>Work was still running when its loop, scope or executor ended.</summary>
    /// <param name="Executor">The loop's or the executor's name.</param>
    /// <param name="Time">When it was noticed.</param>
    /// <param name="Work">What was left over, a line each.</param>
    public sealed record Leftovers(string Executor, DateTimeOffset Time, IReadOnlyList<string> Work) : ExecutorEvent(Executor, Time);

    /// <summary>A call was given up after it had killed as many workers as it was allowed to.</summary>
    /// <param name="Executor">The executor's name.</param>
    /// <param name="Time">When it was noticed.</param>
    /// <param name="Function">The function.</param>
    /// <param name="Attempts">How often it was started.</param>
    /// <param name="Reasons">How each of its workers died, in order.</param>
    public sealed record CallQuarantined(
        string Executor, DateTimeOffset Time, string Function, int Attempts, IReadOnlyList<string> Reasons) : ExecutorEvent(Executor, Time);

    /// <summary>A worker process wrote a line to its standard output or error.</summary>
    /// <param name="Executor">The executor's name.</param>
    /// <param name="Time">When it was read.</param>
    /// <param name="Worker">The worker's number.</param>
    /// <param name="Line">The line, without its end.</param>
    /// <param name="IsError">Whether it came from standard error.</param>
    public sealed record WorkerOutput(string Executor, DateTimeOffset Time, int Worker, string Line, bool IsError)
        : ExecutorEvent(Executor, Time);

    /// <summary>The shutdown ran into its deadline and the executor ended its calls by force.</summary>
    /// <param name="Executor">The executor's name.</param>
    /// <param name="Time">When it was noticed.</param>
    /// <param name="Calls">How many calls had not ended.</param>
    public sealed record ShutdownForced(string Executor, DateTimeOffset Time, int Calls) : ExecutorEvent(Executor, Time);

    /// <summary>The executor can't run calls any more: every waiting and later call gets the reason.</summary>
    /// <param name="Executor">The executor's name.</param>
    /// <param name="Time">When it was noticed.</param>
    /// <param name="Reason">Why it broke.</param>
    public sealed record Broken(string Executor, DateTimeOffset Time, Exception Reason) : ExecutorEvent(Executor, Time);

    /// <summary>A callback of the user's (<see cref="CallOptions.OnRecord"/>, say) threw; the call it was about is not affected.</summary>
    /// <param name="Executor">The executor's name.</param>
    /// <param name="Time">When it was noticed.</param>
    /// <param name="Callback">Which callback.</param>
    /// <param name="Error">What it threw.</param>
    public sealed record CallbackFailed(string Executor, DateTimeOffset Time, string Callback, Exception Error)
        : ExecutorEvent(Executor, Time);
}
