namespace Trama.Running;

/// <summary>One wording for every option outside its range.</summary>
internal static class OptionErrors
{
    /// <summary>The longest time that a timer takes (its milliseconds are an unsigned 32-bit number), in whole days.</summary>
    public static readonly TimeSpan LongestTime = TimeSpan.FromDays(49);

    /// <summary>Whether a limit is one that no timer can keep. Null, no limit, is fine.</summary>
    public static bool IsImpossible(TimeSpan? limit) => limit <= TimeSpan.Zero || limit > LongestTime;

    public static ArgumentOutOfRangeException OutOfRange(string option, object? value, string range, string id) =>
        new(option, value, $"{option} must be {range}. ({id})");
}
