namespace Trama.Testing;

/// <summary>The texts of this package's errors, in one place, each with its stable id.</summary>
internal static class TestingErrors
{
    internal static VirtualTimeDeadlockException Deadlock(TimeSpan elapsed, IReadOnlyList<string> waiting) => new(
        $"Everything waits, and no timer is armed that could end it (virtual time {elapsed}). {Waiting(waiting)} Something awaits a task " +
        "that nobody completes. If a real thread, process or socket completes it, hold the clock meanwhile: using (time.Hold()) " +
        "{ ... }; if it awaits a delay, give that delay this virtual time. (TRM1001)",
        waiting);

    internal static ArgumentOutOfRangeException BackInTime(TimeSpan by) => new(
        nameof(by),
        by,
        "Virtual time only moves forward. Pass zero or more. (TRM1002)");

    internal static ArgumentOutOfRangeException TimerOutOfRange(string parameter, TimeSpan time) => new(
        parameter,
        time,
        "A timer takes zero or more, or Timeout.InfiniteTimeSpan for never. (TRM1003)");

    internal static ArgumentOutOfRangeException OptionOutOfRange(string option, TimeSpan value) => new(
        option,
        value,
        $"{option} must be zero to 24 days, but was {value}. (TRM1004)");

    private static string Waiting(IReadOnlyList<string> functions) => functions.Count == 0
        ? "Only the main function has not ended."
        : $"Besides the main function {functions.Count} have not ended: {string.Join(", ", functions.Take(10))}.";
}
