namespace Trama;

/// <summary>Settings of an <see cref="ExecutionLock"/>. Read once, when the lock is made.</summary>
public sealed record ExecutionLockOptions
{
    /// <summary>
    /// How long a waiter waits without seeing the lock change hands before it asks the holder to give way at its next
    /// <see cref="ExecutionLock.Checkpoint"/>. From 1 millisecond to 1 hour; 5 milliseconds by default, which is CPython's
    /// <c>sys.getswitchinterval()</c>. Shorter is more responsive, longer switches less.
    /// </summary>
    public TimeSpan SwitchInterval { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>
    /// The clock that measures the switch interval and the longest wait. <see cref="System.TimeProvider.System"/> by default;
    /// then waiters time themselves and need no thread of the shared pool. Any other clock is asked for timers.
    /// </summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal static ExecutionLockOptions Checked(ExecutionLockOptions? options)
    {
        options ??= new ExecutionLockOptions();
        if (options.SwitchInterval < TimeSpan.FromMilliseconds(1) || options.SwitchInterval > TimeSpan.FromHours(1))
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.SwitchInterval,
                $"SwitchInterval must be from 1 millisecond to 1 hour, but was {options.SwitchInterval}. "
                + "Leave it out for 5 milliseconds. (TRM0401)");
        }

        ArgumentNullException.ThrowIfNull(options.TimeProvider, nameof(options));
        return options;
    }
}
