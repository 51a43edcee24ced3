using System.Text;
using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos;

/// <summary>What a photo says of itself beside its pixels, and what may stay of it.</summary>
internal static class PhotoMetadata
{
    // libvips's names: the place is EXIF's fourth directory, makers' notes may repeat it in their own way.
    private const string Gps = "exif-ifd3-";
    private const string MakerNote = "exif-ifd2-MakerNote";
    private const string Xmp = "xmp-data";

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
        "no-gps" => field.StartsWith(Gps, StringComparison.Ordinal) || field == MakerNote
            || (field == Xmp && image.Blob(Xmp).IndexOf("GPS"u8) >= 0),
        _ => false,
    };

    // XMP repeats the orientation: a viewer that believes it would turn the photo once more.
    private static byte[] Upright(ReadOnlySpan<byte> packet)
    {
        var text = Encoding.Latin1.GetString(packet);
        foreach (var (before, after) in (ReadOnlySpan<(string, string)>)[("tiff:Orientation=\"", "\""), ("<tiff:Orientation>", "<")])
        {
            var at = text.IndexOf(before, StringComparison.Ordinal) + before.Length;
            if (at >= before.Length && text.AsSpan(at + 1).StartsWith(after)) text = string.Concat(text.AsSpan(0, at), "1", text.AsSpan(at + 1));
        }
        return Encoding.Latin1.GetBytes(text);
    }
}
