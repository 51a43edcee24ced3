namespace Trama;

/// <summary>The options of a <see cref="TaskScope"/>.</summary>
public sealed record TaskScopeOptions
{
    /// <summary>
    /// How long the scope may take, from its start. Zero or more; default null: no limit. Zero cancels the scope's token before the body
    /// begins. The scope itself may change it: see <see cref="TaskScope.CancelAfter"/>.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The clock of the limit. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Validate()
    {
        if (Timeout < TimeSpan.Zero)
            throw OptionErrors.OutOfRange(nameof(Timeout), Timeout, "zero or more, or null for no limit", "TRM0305");
        ArgumentNullException.ThrowIfNull(TimeProvider);
    }
}
