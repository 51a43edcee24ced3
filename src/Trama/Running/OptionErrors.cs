namespace Trama.Running;

/// <summary>One wording for every option outside its range.</summary>
internal static class OptionErrors
{
    public static ArgumentOutOfRangeException OutOfRange(string option, object? value, string range, string id) =>
        new(option, value, $"{option} must be {range}. ({id})");
}
