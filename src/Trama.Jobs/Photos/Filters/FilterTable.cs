namespace Trama.Jobs.Photos.Filters;

/// <summary>Every filter by its name: as an option of the command (<c>--blur 3</c>) and as a step of a chain (<c>blur 3</c>).</summary>
internal static class FilterTable
{
    /// <summary>In the order in which help lists them.</summary>
    public static IReadOnlyList<FilterKind> All { get; } =
    [
        new("blur", "SIGMA", Blur.Parse),
        new("sharpen", "SIGMA", Sharpen.Parse),
        new("gray", null, static _ => new Gray()),
        new("sepia", null, static _ => new Sepia()),
        new("edges", null, static _ => new Edges()),
        new("contrast", "FACTOR", Contrast.Parse),
        new("resize", "SIZE", Resize.Parse),
        new("thumbnail", "SIZE", Thumbnail.Parse),
        new("rotate", "DEGREES", Rotate.Parse),
        new("watermark", "TEXT|FILE", Watermark.Parse),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(kind => kind.Name)];

    /// <summary>A step as text, its name and after a space its value.</summary>
    /// <exception cref="JobException">TRM0799: there is no such filter; TRM0796: it does not take that value.</exception>
    public static IFilter Parse(string step)
    {
        var words = step.Trim().Split(' ', 2, StringSplitOptions.TrimEntries);
        var kind = All.FirstOrDefault(kind => kind.Name == words[0]) ?? throw JobErrors.UnknownFilter(words[0], Names);
        var value = words.Length > 1 ? words[1] : "";
        // One that takes nothing says so for any value, one that takes something for none.
        return (value.Length > 0) == (kind.Value is not null) && kind.Parse(value) is { } filter
            ? filter
            : throw JobErrors.BadFilter(kind.Name, value);
    }
}

/// <summary>A kind of filter.</summary>
/// <param name="Name">One lower-case word.</param>
/// <param name="Value">What help calls its value; null when it takes none.</param>
/// <param name="Parse">Reads a value; null when it is none.</param>
internal sealed record FilterKind(string Name, string? Value, Func<string, IFilter?> Parse);
