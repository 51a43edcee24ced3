using Trama.Async;

namespace Trama;

/// <summary>How an <see cref="EventLoop"/> behaves. Immutable; <c>with</c> makes a changed copy.</summary>
public sealed record EventLoopOptions
{
    /// <summary>The loop's name in its events. Default: <c>event loop</c>.</summary>
    /// <exception cref="ArgumentNullException">Set to null.</exception>
    public string Name
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Name));
    } = "event loop";

    /// <summary>The clock of the loop's timers and measurements. Default: <see cref="TimeProvider.System"/>.</summary>
    /// <exception cref="ArgumentNullException">Set to null.</exception>
    public TimeProvider TimeProvider
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(TimeProvider));
    } = TimeProvider.System;

    /// <summary>
    /// How long one callback may hold the loop before it is reported as <see cref="ExecutorEvent.LoopBlocked"/>. More than zero, or
    /// <see cref="Timeout.InfiniteTimeSpan"/> for no report. Default: 100 ms, as in CPython's asyncio.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero or negative.</exception>
    public TimeSpan BlockedAfter
    {
        get;
        init => field = value > TimeSpan.Zero || value == Timeout.InfiniteTimeSpan
            ? value
            : throw LoopErrors.OptionOutOfRange(nameof(BlockedAfter), value, "more than zero, or Timeout.InfiniteTimeSpan");
    } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// How long work that was started on the loop and is still running when the main function has ended may take to end, once its token is
    /// cancelled. Zero (do not wait) to 49 days, or <see cref="Timeout.InfiniteTimeSpan"/>. Default: 5 s. Measured by
    /// <see cref="TimeProvider"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or above 49 days.</exception>
    public TimeSpan LeftoverTimeout
    {
        get;
        init => field = (value >= TimeSpan.Zero && value <= TimeSpan.FromDays(49)) || value == Timeout.InfiniteTimeSpan
            ? value
            : throw LoopErrors.OptionOutOfRange(nameof(LeftoverTimeout), value, "zero to 49 days, or Timeout.InfiniteTimeSpan");
    } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Whether every post keeps the stack of its poster, so that <see cref="ExecutorEvent.LoopBlocked.StartedAt"/> can show it. Costs 10
    /// to 30 microseconds a post (a guess: it grows with the stack), so it is for finding a fault. Default: false.
    /// </summary>
    public bool CaptureStarts { get; init; }

    /// <summary>
    /// Whether Ctrl-C cancels the token of a main function that takes one. A second Ctrl-C ends the program as usual. Default: true. Main
    /// functions without a token never change what Ctrl-C does.
    /// </summary>
    public bool HandleInterrupt { get; init; } = true;

    /// <summary>
    /// Whether the loop waits for its sockets itself (<see cref="EventLoop.Attach"/>): it sleeps in the kernel's selector instead of in its
    /// queue, and receives and sends on its own thread. For a server of thousands of connections that saves two threads' hand-overs a
    /// message. Linux only. Default: false, .NET's own threads do the waiting.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">Set to true elsewhere than on Linux (TRM0207).</exception>
    public bool IOOnLoop
    {
        get;
        init => field = !value || OperatingSystem.IsLinux() ? value : throw LoopErrors.IONotOnLoop();
    }

    /// <summary>
    /// Receives what the loop has to report, on the loop's thread: <see cref="ExecutorEvent.LoopBlocked"/>,
    /// <see cref="ExecutorEvent.Leftovers"/> and <see cref="ExecutorEvent.CallbackFailed"/>. It must be quick. An exception that it
    /// throws ends the loop as an unhandled one. Default: null.
    /// </summary>
    public Action<ExecutorEvent>? OnEvent { get; init; }

    /// <summary>
    /// Decides about an exception that no task carries (from a posted callback, a timer's callback or an <c>async void</c> method), on the
    /// loop's thread: true means that it is dealt with and the loop goes on. Default: null, which ends the loop with that exception.
    /// </summary>
    public Func<Exception, bool>? OnUnhandledException { get; init; }

    /// <summary>Moves the clock when nothing is left to run: virtual time.</summary>
    internal IIdleHandler? Idle { get; init; }

    /// <summary>Where Ctrl-C comes from; tests bring their own.</summary>
    internal Func<Action, IDisposable> InterruptSource { get; init; } = Interrupt.OnNext;
}
