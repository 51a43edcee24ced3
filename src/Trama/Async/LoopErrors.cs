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
}
