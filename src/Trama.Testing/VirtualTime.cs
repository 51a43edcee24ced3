using System.Diagnostics;

namespace Trama.Testing;

/// <summary>
/// Runs async code in no time: an <see cref="EventLoop"/> whose clock jumps to the next timer whenever everything waits, so that a test of
/// an hour's retries takes milliseconds and always comes out the same. The idea is that of the autojump clock of Python's trio.
/// </summary>
/// <example>
/// <code>
/// VirtualTime.Run(async time =>
/// {
///     await Task.Delay(TimeSpan.FromHours(1), time);
///     Debug.Assert(time.Elapsed == TimeSpan.FromHours(1));
/// });
/// </code>
/// </example>
public static class VirtualTime
{
    /// <summary>Runs an async function to its end on a loop on this thread, under virtual time.</summary>
    /// <param name="main">The function; give the clock that it receives to whatever waits.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="VirtualTimeDeadlockException">Everything waits and no timer is armed (TRM1001).</exception>
    /// <exception cref="InvalidOperationException">A loop runs on this thread already (TRM0201).</exception>
    public static void Run(Func<VirtualTimeProvider, Task> main, VirtualTimeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        RunMain(main, options ?? new VirtualTimeOptions()).GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Run(Func{VirtualTimeProvider, Task}, VirtualTimeOptions?)"/>
    /// <typeparam name="T">The function's result.</typeparam>
    /// <returns>The function's result.</returns>
    public static T Run<T>(Func<VirtualTimeProvider, Task<T>> main, VirtualTimeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(main);
        return RunMain(main, options ?? new VirtualTimeOptions()) is Task<T> typed
            ? typed.GetAwaiter().GetResult()
            : throw new UnreachableException(); // RunMain throws when the function failed to make a task
    }

    private static Task RunMain(Func<VirtualTimeProvider, Task> main, VirtualTimeOptions options)
    {
        var time = new VirtualTimeProvider(options.Start);
        var jumper = new ClockJumper(time, options);
        var loop = new EventLoop(options.Loop with { TimeProvider = time, Idle = jumper });
        jumper.Serve(loop);
        return loop.RunMain(_ => main(time), interruptible: false, CancellationToken.None);
    }
}
