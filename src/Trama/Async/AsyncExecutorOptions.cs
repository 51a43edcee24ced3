namespace Trama;

/// <summary>The settings of an <see cref="AsyncExecutor"/>.</summary>
public sealed record AsyncExecutorOptions : ExecutorOptions
{
    /// <summary>How many calls may be under way at once, interleaved on the loop. At least 1; default null: no limit.</summary>
    public int? Concurrency { get; init; }

    /// <summary>
    /// How long one stretch of a call, from one await to the next, may hold the loop before it is reported as
    /// <see cref="ExecutorEvent.LoopBlocked"/>. More than zero, or <see cref="Timeout.InfiniteTimeSpan"/> for no report. From a tick up;
    /// default 100 ms.
    /// </summary>
    public TimeSpan BlockedAfter { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// Runs once on the loop before its first call. If it fails, the executor is broken: every waiting and later call fails with an
    /// <see cref="ExecutorBrokenException"/> that holds the exception. Default: none.
    /// </summary>
    public Func<Task>? Initializer { get; init; }

    /// <summary>
    /// Whether the loop waits for its sockets itself: <see cref="EventLoopOptions.IOOnLoop"/>. Linux only. Default: false.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">Set to true elsewhere than on Linux (TRM0207).</exception>
    public bool IOOnLoop
    {
        get;
        init => field = !value || OperatingSystem.IsLinux() ? value : throw Async.LoopErrors.IONotOnLoop();
    }

    internal override void Validate()
    {
        base.Validate();
        if (Concurrency is < 1)
            throw OptionErrors.OutOfRange(nameof(Concurrency), Concurrency, "at least 1, or null for no limit", "TRM0130");
        if (BlockedAfter <= TimeSpan.Zero && BlockedAfter != Timeout.InfiniteTimeSpan)
            throw OptionErrors.OutOfRange(nameof(BlockedAfter), BlockedAfter, "more than zero, or Timeout.InfiniteTimeSpan", "TRM0131");
    }
}
