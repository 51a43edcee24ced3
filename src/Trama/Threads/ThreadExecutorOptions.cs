namespace Trama;

/// <summary>The settings of a <see cref="ThreadExecutor"/>.</summary>
public sealed record ThreadExecutorOptions : ExecutorOptions
{
    /// <summary>
    /// How many threads run calls at the most; they are started as they are needed. From 1 to 32,767; default null: one per core. Calls
    /// that block rather than compute want more.
    /// </summary>
    public int? Workers { get; init; }

    /// <summary>
    /// How long a thread without work stays before it ends. More than zero, or <see cref="Timeout.InfiniteTimeSpan"/> for ever; default 20
    /// seconds.
    /// </summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Runs once on each thread before its first call. If it throws, the executor is broken: every waiting and later call fails with an
    /// <see cref="ExecutorBrokenException"/> that holds the exception. Default: none.
    /// </summary>
    public Action? Initializer { get; init; }

    /// <summary>The threads' priority, as far as the operating system heeds it. Default: <see cref="ThreadPriority.Normal"/>.</summary>
    public ThreadPriority Priority { get; init; } = ThreadPriority.Normal;

    /// <summary>The threads' stack in bytes. From 128 KiB to 1 GiB; default null: what the operating system gives.</summary>
    public int? StackSize { get; init; }

    /// <summary>
    /// A lock that a thread holds while it runs a call, and lets go of while an asynchronous function waits. Calls then wait in the queue
    /// until their thread has the lock. A call that blocks suspends it itself, also around a blocking wait for another call of this
    /// executor. Default: none.
    /// </summary>
    public ExecutionLock? Lock { get; init; }

    /// <summary>
    /// How many threads may be abandoned at one time: threads that still run a function whose call has timed out. Up to that number they
    /// are replaced; one more and the executor is broken. From 0 up; default null: as many as <see cref="Workers"/>.
    /// </summary>
    public int? MaxAbandoned { get; init; }

    internal int EffectiveWorkers => Workers ?? Environment.ProcessorCount;

    internal int EffectiveMaxAbandoned => MaxAbandoned ?? EffectiveWorkers;

    internal override void Validate()
    {
        base.Validate();
        if (Workers is < 1 or > short.MaxValue)
            throw OptionErrors.OutOfRange(nameof(Workers), Workers, "from 1 to 32767, or null for one per core", "TRM0140");
        if (IdleTimeout <= TimeSpan.Zero && IdleTimeout != Timeout.InfiniteTimeSpan)
            throw OptionErrors.OutOfRange(nameof(IdleTimeout), IdleTimeout, "more than zero, or Timeout.InfiniteTimeSpan", "TRM0141");
        if (IdleTimeout.TotalMilliseconds > int.MaxValue)
            throw OptionErrors.OutOfRange(nameof(IdleTimeout), IdleTimeout, "at most 24 days, or Timeout.InfiniteTimeSpan", "TRM0141");
        if (!Enum.IsDefined(Priority))
            throw OptionErrors.OutOfRange(nameof(Priority), Priority, "a ThreadPriority", "TRM0142");
        if (StackSize is < 128 * 1024 or > 1024 * 1024 * 1024)
            throw OptionErrors.OutOfRange(nameof(StackSize), StackSize, "from 128 KiB to 1 GiB, or null", "TRM0143");
        if (MaxAbandoned < 0)
            throw OptionErrors.OutOfRange(nameof(MaxAbandoned), MaxAbandoned, "zero or more, or null for as many as Workers", "TRM0144");
    }
}
