namespace Trama;

/// <summary>The options of a call. They reach it through <see cref="Executor.With"/>.</summary>
public sealed record CallOptions
{
    /// <summary>
    /// How long the function may run, from the start of its execution. More than zero, at most 49 days; default null: no limit. What happens to a function
    /// that runs on differs by model: see <c>docs/guide/contract.md</c>.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How long the call may wait for a worker. Any time of more than zero, at most 49 days; default null: no limit.</summary>
    public TimeSpan? QueueTimeout { get; init; }

    /// <summary>
    /// Whether the function may run again after its worker died half-way. Default false: such a call fails with
    /// <see cref="WorkerCrashedException"/>.
    /// </summary>
    public bool Idempotent { get; init; }

    /// <summary>How often an <see cref="Idempotent"/> call may start, the first time included. From 1 to 65,535; default 3.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>Among waiting calls the higher number runs first; equal numbers keep their order. Any number; default 0.</summary>
    public int Priority { get; init; }

    /// <summary>Receives the call's record once it has ended, on the thread that ended it; keep it short. Default: none.</summary>
    public Action<CallRecord>? OnRecord { get; init; }

    /// <summary>What a call carries that says nothing else.</summary>
    internal static CallOptions Default { get; } = new();

    internal void Validate()
    {
        if (OptionErrors.IsImpossible(Timeout))
            throw OptionErrors.OutOfRange(nameof(Timeout), Timeout, "more than zero and at most 49 days, or null for no limit", "TRM0110");
        if (OptionErrors.IsImpossible(QueueTimeout))
            throw OptionErrors.OutOfRange(nameof(QueueTimeout), QueueTimeout, "more than zero and at most 49 days, or null for no limit", "TRM0111");
        if (MaxAttempts is < 1 or > ushort.MaxValue)
            throw OptionErrors.OutOfRange(nameof(MaxAttempts), MaxAttempts, "from 1 to 65535", "TRM0112");
    }
}
