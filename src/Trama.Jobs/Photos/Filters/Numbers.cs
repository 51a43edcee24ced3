using System.Globalization;

namespace Trama.Jobs.Photos.Filters;

/// <summary>Reads the numbers of filters: with a point, whatever the user's language, as chains are files that travel.</summary>
internal static class Numbers
{
    /// <summary>A number within a range, both ends included; null for anything else.</summary>
    public static double? Within(string text, double low, double high)
        => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number >= low && number <= high
                ? number
                : null;

    /// <summary>A whole number within a range, both ends included; null for anything else.</summary>
    public static int? Whole(string text, int low, int high)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high ? number : null;
}
