using System.Globalization;

namespace Trama.Jobs.Compute;

/// <summary>The numbers from <paramref name="From"/> up to, but without, <paramref name="To"/>.</summary>
internal readonly record struct PrimeRange(int From, int To)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{From}-{To}");

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static PrimeRange Parse(string text)
        => TryParse(text, out var range) ? range : throw new FormatException($"\"{text}\" is not FROM-TO.");

    public static bool TryParse(string text, out PrimeRange range)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        range = default;
        if (dash < 0 || !TryNumber(text.AsSpan(0, dash), out var from) || !TryNumber(text.AsSpan(dash + 1), out var to)) return false;
        range = new(from, to);
        return from <= to;
    }

    public static bool TryNumber(ReadOnlySpan<char> text, out int number)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
