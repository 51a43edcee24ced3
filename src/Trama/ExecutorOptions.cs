namespace Trama;

/// <summary>The settings that the executors of every model share.</summary>
public abstract record ExecutorOptions
{
    /// <summary>The executor's name in errors, events and snapshots. Default: the model and a number, such as <c>threads-1</c>.</summary>
    public string? Name { get; init; }

    /// <summary>How many calls may wait for a worker. From 1 up; default null: no limit.</summary>
    public int? QueueCapacity { get; init; }

    /// <summary>What happens to a call when <see cref="QueueCapacity"/> calls wait already. Default: <see cref="QueueFullMode.Wait"/>.</summary>
    public QueueFullMode QueueFullMode { get; init; } = QueueFullMode.Wait;

    /// <summary>
    /// How long <see cref="Executor.DisposeAsync"/> lets calls finish before it ends them by force. From zero to 49 days; default 30 seconds.
    /// </summary>
    public TimeSpan ShutdownTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The clock of every timeout. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Receives the executor's events, from whichever thread notices them; keep it short. What it throws is reported to the event source
    /// and otherwise ignored. Default: none.
    /// </summary>
    public Action<ExecutorEvent>? OnEvent { get; init; }

    /// <summary>Receives a record of every call. Default: none, which costs nothing.</summary>
    public Timeline? Timeline { get; init; }

    /// <summary>Checks every setting against its range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    internal virtual void Validate()
    {
        if (QueueCapacity is < 1)
            throw OptionErrors.OutOfRange(nameof(QueueCapacity), QueueCapacity, "at least 1, or null for no limit", "TRM0101");
        if (ShutdownTimeout < TimeSpan.Zero || ShutdownTimeout > OptionErrors.LongestTime)
            throw OptionErrors.OutOfRange(nameof(ShutdownTimeout), ShutdownTimeout, "from zero to 49 days", "TRM0102");
        ArgumentNullException.ThrowIfNull(TimeProvider);
        if (!Enum.IsDefined(QueueFullMode))
            throw OptionErrors.OutOfRange(nameof(QueueFullMode), QueueFullMode, "Wait or Reject", "TRM0103");
    }
}
