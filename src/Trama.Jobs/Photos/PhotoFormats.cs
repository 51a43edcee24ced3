using Trama.Jobs.Photos.Headers;

namespace Trama.Jobs.Photos;

/// <summary>What photos are saved as, and the names of their files.</summary>
internal static class PhotoFormats
{
    private static readonly Dictionary<string, string[]> Endings = new(StringComparer.Ordinal)
    {
        ["jpeg"] = [".jpg", ".jpeg", ".jpe", ".jfif"],
        ["png"] = [".png"],
        ["webp"] = [".webp"],
    };

    private static readonly string[] ReadOnlyEndings = [".tif", ".tiff", ".gif"];

    public static IReadOnlyList<string> Names { get; } = ["jpeg", "png", "webp"];

    /// <summary>Whether a file below a folder is taken for a photo by its name; what is in it is looked at later.</summary>
    public static bool IsNamedLikeAPhoto(string name)
        => Endings.Values.SelectMany(endings => endings).Concat(ReadOnlyEndings).Contains(Path.GetExtension(name).ToLowerInvariant());

    /// <summary>What a photo of a kind is saved as when nothing is asked for: its own, or without loss.</summary>
    public static string OwnOf(PhotoFormat format) => format switch
    {
        PhotoFormat.Jpeg => "jpeg",
        PhotoFormat.Webp => "webp",
        _ => "png",
    };

    /// <summary>How many pixels a side can have at the most: what libjpeg, WebP and libpng's usual limit allow.</summary>
    public static int LongestSide(string format) => format switch
    {
        "jpeg" => 65_500,
        "webp" => 16_383,
        _ => 1_000_000,
    };

    /// <summary>A name whose ending fits the format: its own where it does.</summary>
    public static string Rename(string name, string format)
        => Endings[format].Contains(Path.GetExtension(name).ToLowerInvariant()) ? name
            : IsNamedLikeAPhoto(name) ? Path.ChangeExtension(name, Endings[format][0])
            : name + Endings[format][0];
}
