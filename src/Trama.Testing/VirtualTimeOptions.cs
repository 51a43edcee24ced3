namespace Trama.Testing;

/// <summary>How <see cref="VirtualTime"/> runs a test.</summary>
public sealed record VirtualTimeOptions
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    /// <summary>What the clock shows at the beginning. Any time; default: the first of January 2000, 00:00 UTC.</summary>
    public DateTimeOffset? Start { get; init; }

    /// <summary>
    /// How much real time must pass with nothing to run before the clock jumps. Zero to 24 days. Default: zero, which is right as long as
    /// everything happens on the loop. With real threads or sockets in play prefer <see cref="VirtualTimeProvider.Hold"/>, which does not
    /// depend on how fast the machine is.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of range (TRM1004).</exception>
    public TimeSpan Settle
    {
        get;
        init => field = Checked(nameof(Settle), value);
    }

    /// <summary>
    /// How much real time must pass with nothing to run and no timer armed before that is called a deadlock. Zero to 24 days. Default: 1 s:
    /// a continuation may be on its way from a real thread.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of range (TRM1004).</exception>
    public TimeSpan DeadlockAfter
    {
        get;
        init => field = Checked(nameof(DeadlockAfter), value);
    } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The loop's own options; its <see cref="EventLoopOptions.TimeProvider"/> is replaced by the virtual one. Default: the loop's defaults.
    /// </summary>
    public EventLoopOptions Loop { get; init; } = new();

    private static TimeSpan Checked(string name, TimeSpan value) =>
        value >= TimeSpan.Zero && value <= Longest ? value : throw TestingErrors.OptionOutOfRange(name, value);
}
