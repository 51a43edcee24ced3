using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Trama.Async;

namespace Trama;

/// <summary>
/// One thread that runs async functions: after each await their continuations come back to it, first come, first served, so that between
/// two awaits a function has the loop, and everything else on it, to itself. The counterpart of Python's <c>asyncio.run</c>.
/// </summary>
/// <remarks>
/// <para>A loop lives as long as its main function. Its timers (<see cref="TimeProvider"/>) and callbacks take turns: a flood of one never
/// starves the other.</para>
/// <para><see cref="Run(Func{Task}, EventLoopOptions?)"/> belongs to the calling thread; <see cref="Post(Action)"/>,
/// <see cref="InvokeAsync(Action, CancellationToken)"/> and the timers may be used from any thread.</para>
/// <para><c>ConfigureAwait(false)</c> leaves the loop, as everywhere.</para>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "Without a timer it holds nothing, and late work may still read its token.")]
[DebuggerDisplay("{Work.Count} started, {Driver.Queue.Count} callbacks and {Driver.Timers.Count} timers waiting")]
public sealed partial class EventLoop
{
    [ThreadStatic]
    private static EventLoop? _current;

    private readonly EventLoopOptions _options;
    private readonly CancellationTokenSource _stopping = new();

    internal EventLoop(EventLoopOptions? options = null)
    {
        _options = options ?? new EventLoopOptions();
        Driver = new LoopDriver(_options, new Listener(this), Work);
        Stopping = _stopping.Token;
    }

    /// <summary>The loop that runs on this thread; null on every other thread, also after <c>ConfigureAwait(false)</c>.</summary>
    public static EventLoop? Current => _current;

    /// <summary>
    /// The loop's clock and timers: <c>Task.Delay(time, loop.TimeProvider)</c> costs a fraction of a delay by the system's timers. Timers
    /// are
    /// counted in whole milliseconds, never fire early, and end with the loop; making one afterwards throws
    /// <see cref="ObjectDisposedException"/>. Any thread.
    /// </summary>
    public TimeProvider TimeProvider => Driver.Timers;

    /// <summary>Cancelled when the main function has ended: work started on the loop gets it as its token.</summary>
    public CancellationToken Stopping { get; }

    internal LoopDriver Driver { get; }

    internal LoopWorkSet Work { get; } = new();

    /// <summary>Runs an async function to its end on a new loop on this thread.</summary>
    /// <param name="main">
    /// The function. Everything it starts on the loop ends with it: see <see cref="EventLoopOptions.LeftoverTimeout"/>.
    /// </param>
    /// <param name="options">How the loop behaves; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">A loop runs on this thread already (TRM0201).</exception>
    /// <remarks>Throws what the function throws, or what a callback of the loop threw that nobody handled.</remarks>
    public static void Run(Func<Task> main, EventLoopOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        new EventLoop(options).RunMain(_ => main(), interruptible: false, CancellationToken.None).GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Run(Func{Task}, EventLoopOptions?)"/>
    /// <typeparam name="T">The function's result.</typeparam>
    /// <returns>The function's result.</returns>
    public static T Run<T>(Func<Task<T>> main, EventLoopOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        return Result<T>(new EventLoop(options).RunMain(_ => main(), interruptible: false, CancellationToken.None));
    }

    /// <summary>Runs an async function to its end on a new loop on this thread; Ctrl-C cancels its token.</summary>
    /// <param name="main">
    /// The function. Its token is cancelled by <paramref name="cancellationToken"/> and, unless
    /// <see cref="EventLoopOptions.HandleInterrupt"/> is off, by the first Ctrl-C; the function then decides how it ends, and the loop
    /// goes on
    /// until it has.
    /// </param>
    /// <param name="options">How the loop behaves; null for the defaults.</param>
    /// <param name="cancellationToken">Passed on to the function; nothing else is done with it.</param>
    /// <exception cref="InvalidOperationException">A loop runs on this thread already (TRM0201).</exception>
    /// <remarks>Throws what the function throws, or what a callback of the loop threw that nobody handled.</remarks>
    public static void Run(
        Func<CancellationToken, Task> main, EventLoopOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(main);
        new EventLoop(options).RunMain(main, interruptible: true, cancellationToken).GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Run(Func{CancellationToken, Task}, EventLoopOptions?, CancellationToken)"/>
    /// <typeparam name="T">The function's result.</typeparam>
    /// <returns>The function's result.</returns>
    public static T Run<T>(
        Func<CancellationToken, Task<T>> main, EventLoopOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(main);
        return Result<T>(new EventLoop(options).RunMain(main, interruptible: true, cancellationToken));
    }

    private static T Result<T>(Task main) => main is Task<T> typed
        ? typed.GetAwaiter().GetResult()
        : throw new UnreachableException(); // RunMain throws when the function failed to make a task
}
