using System.Text;
using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos;

/// <summary>What a photo says of itself beside its pixels, and what may stay of it.</summary>
internal static class PhotoMetadata
{
    /// <summary>libvips's name for the colour profile.</summary>
    public const string Profile = "icc-profile-data";

    // libvips's names: the place is EXIF's fourth directory, makers' notes may repeat it in their own way.
    private const string Gps = "exif-ifd3-";
    private const string MakerNote = "exif-ifd2-MakerNote";
    private const string Xmp = "xmp-data";
    private const string Exif = "exif-data";

    // IPTC names cities and countries in numbered fields; a PNG may carry another EXIF as hexadecimal text (ImageMagick's raw profiles).
    private static readonly string[] Iptc = ["iptc-data", "photoshop-data"];
    private const string RawProfile = "Raw profile";

    // Names that XMP has for where a photo was taken, in the schemas of EXIF, Photoshop, IPTC and W3C's geo.
    private static readonly string[] Places = ["GPS", "geo:", "Location", "City", "State", "Country", "Latitude"];

    // The small picture within EXIF shows the photo as it was before any filter.
    private static readonly string[] Stale = ["jpeg-thumbnail-data", "orientation", "exif-ifd0-Orientation"];

    private static readonly string[] Told = ["exif-", "xmp-", "iptc-", "photoshop-", "icc-profile-", "jpeg-comment-", "png-comment-", "gif-", "webp-", "tiff-"];

    /// <summary>The image with what <paramref name="policy"/> lets stay.</summary>
    public static VipsImage Apply(VipsImage image, string policy)
    {
        var own = image.WithOwnFields();
        foreach (var field in own.Fields().Where(field => Stale.Contains(field) || Goes(field, policy, own))) own.Remove(field);
        if (own.Blob(Xmp) is { IsEmpty: false } packet) own.Set(Xmp, Upright(packet));
        return own;
    }

    private static bool Goes(string field, string policy, VipsImage image) => policy switch
    {
        "strip" => Told.Any(kind => field.StartsWith(kind, StringComparison.Ordinal)),
        "no-gps" => field.StartsWith(Gps, StringComparison.Ordinal) || field == MakerNote || Iptc.Contains(field)
            || field.Contains(RawProfile, StringComparison.Ordinal)
            || (field == Xmp && MayNamePlaces(image.Blob(Xmp)))
            || (field == Exif && !image.Fields().Exists(static one => one.StartsWith("exif-ifd", StringComparison.Ordinal))),
        _ => false,
    };

    // In two bytes a letter nothing would be found.
    private static bool MayNamePlaces(ReadOnlySpan<byte> packet)
    {
        var text = Encoding.Latin1.GetString(packet);
        return text.Contains('\0') || Places.Any(name => text.Contains(name, StringComparison.OrdinalIgnoreCase));
    }

    // XMP repeats the orientation: a viewer that believes it would turn the photo once more.
    private static byte[] Upright(ReadOnlySpan<byte> packet)
    {
        var text = Encoding.Latin1.GetString(packet);
        foreach (var (before, after) in (ReadOnlySpan<(string, string)>)[("tiff:Orientation=\"", "\""), ("tiff:Orientation='", "'"), ("<tiff:Orientation>", "<")])
        {
            var at = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
            if (at >= before.Length && at < text.Length && text.AsSpan(at + 1).StartsWith(after)) text = string.Concat(text.AsSpan(0, at), "1", text.AsSpan(at + 1));
        }
        return Encoding.Latin1.GetBytes(text);
    }
}
