namespace Trama.Async;

/// <summary>The texts of the event loop's errors, in one place, each with its stable id.</summary>
internal static class LoopErrors
{
    internal static InvalidOperationException Nested() => new(
        "An event loop already runs on this thread, and a second one would leave its functions waiting. Await the function instead, " +
        "or call EventLoop.Run on another thread. (TRM0201)");

    internal static ObjectDisposedException Ended() => new(
        nameof(EventLoop),
        "The event loop has ended: its main function has returned, so nothing can start on it any more. " +
        "Start the work before the main function returns, or use another loop. (TRM0202)");

    internal static InvalidOperationException NoTask(string name) => new(
        $"The function {name} returned null where a Task was due. Return Task.CompletedTask, or make the function async. (TRM0203)");

    internal static ArgumentOutOfRangeException TimerOutOfRange(string parameter, TimeSpan time) => new(
        parameter,
        time,
        "A timer takes 0 to 4294967294 milliseconds, or Timeout.InfiniteTimeSpan for never. (TRM0204)");

    internal static ArgumentException ValueTaskFunction(string name) => new(
        $"The function {name} returns a ValueTask, which nobody would await here. Return a Task (AsTask() makes one). (TRM0205)");

    internal static ArgumentOutOfRangeException OptionOutOfRange(string option, TimeSpan value, string range) => new(
        option,
        value,
        $"{option} must be {range}, but was {value}. (TRM0206)");

    internal static PlatformNotSupportedException IONotOnLoop() => new(
        "IOOnLoop needs Linux: the loop waits in epoll there. Leave it off elsewhere; .NET's own threads do the waiting then, and everything " +
        "else is the same. (TRM0207)");

    internal static IOException NoSelector(Exception reason) => new(
        $"The loop can't wait for its own I/O: {reason.Message}. Raise the limit of open files (ulimit -n), or leave IOOnLoop off. (TRM0208)",
        reason);

    internal static InvalidOperationException AwaitedTwice() => new(
        "This operation's outcome was fetched already. Await a ValueTask once; AsTask() makes one that can be awaited again. (TRM0209)");

    internal static InvalidOperationException SocketBusy() => new(
        "An operation in this direction is under way on this socket. Await it before the next one: one may receive and one may send at a " +
        "time. (TRM0210)");

    internal static InvalidOperationException AttachedFromElsewhere() => new(
        "A socket is attached on its loop's own thread. Do it inside a function of the loop, or by loop.InvokeAsync. (TRM0211)");

    internal static NotSupportedException Synchronous(string method) => new(
        $"{method} would block the loop. Use {method}Async. (TRM0212)");
}
