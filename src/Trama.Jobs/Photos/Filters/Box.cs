using System.Globalization;

namespace Trama.Jobs.Photos.Filters;

/// <summary>The size that a photo should have at most: a box that it fits into, or a share of what it has.</summary>
/// <param name="Width">Pixels; 0 where <paramref name="Percent"/> counts.</param>
/// <param name="Height">Pixels; 0 where <paramref name="Percent"/> counts.</param>
/// <param name="Percent">Of either side; 0 where the box counts.</param>
internal readonly record struct Box(int Width, int Height, double Percent)
{
    // What JPEG can hold; a WebP even less.
    private const int Longest = 65_535;

    /// <summary>1600 (the longer side), 1600x1200 or 50%; null for anything else.</summary>
    public static Box? Parse(string value)
    {
        if (value.EndsWith('%')) return Numbers.Within(value[..^1], 0.1, 1000) is { } percent ? new(0, 0, percent) : null;
        var sides = value.Split('x');
        if (sides.Length > 2 || Numbers.Whole(sides[0], 1, Longest) is not { } width) return null;
        if (sides.Length == 1) return new(width, width, 0);
        return Numbers.Whole(sides[1], 1, Longest) is { } height ? new(width, height, 0) : null;
    }

    /// <summary>By how much the sides of an image have to be multiplied.</summary>
    public double ScaleOf(int width, int height) => Percent > 0 ? Percent / 100 : Math.Min((double)Width / width, (double)Height / height);

    public override string ToString()
        => Percent > 0 ? string.Create(CultureInfo.InvariantCulture, $"{Percent}%") : string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");
}
