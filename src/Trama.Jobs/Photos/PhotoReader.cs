using System.Text;
using Trama.Jobs.Photos.Headers;
using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos;

/// <summary>Opens a photo and brings it into the one form that filters know: upright, eight bits, sRGB or grey.</summary>
internal static class PhotoReader
{
    /// <summary>Opens it with the decoder of its kind; of several frames the first. Nothing is decoded yet.</summary>
    /// <param name="source">Its bytes.</param>
    /// <param name="scope">Owns the image.</param>
    /// <param name="format">Its kind, by its content.</param>
    /// <param name="failOn">What the decoder may not pass over: <c>none</c>, <c>truncated</c>, <c>error</c> or <c>warning</c>.</param>
    public static VipsImage Load(VipsSource source, VipsScope scope, PhotoFormat format, string failOn)
        => scope.Operation(LoaderOf(format)).With("source", source).With("access", "sequential").With("fail-on", failOn).Image();

    /// <summary>Upright, eight bits, sRGB or grey.</summary>
    public static VipsImage Plain(VipsImage image) => InSrgb(Upright(image));

    private static string LoaderOf(PhotoFormat format) => format switch
    {
        PhotoFormat.Jpeg => "jpegload_source",
        PhotoFormat.Png => "pngload_source",
        PhotoFormat.Webp => "webpload_source",
        PhotoFormat.Tiff => "tiffload_source",
        _ => "gifload_source",
    };

    // Turning does not go from top to bottom, so the decoder's rows are kept.
    private static VipsImage Upright(VipsImage image)
        => image.Orientation == 1 ? image : image.InMemory().Call("autorot").Image();

    private static VipsImage InSrgb(VipsImage image)
    {
        var colours = NeedsProfile(image) ? ByProfile(image) : image;
        return colours.IsPlain ? colours : colours.Call("colourspace").With("space", colours.Bands < 3 ? "b-w" : "srgb").Image();
    }

    // Inks mean nothing without a profile, so there is one for those that have none.
    private static bool NeedsProfile(VipsImage image)
        => image.IsCmyk || (image.Blob(PhotoMetadata.Profile) is { IsEmpty: false } profile && !IsSrgb(profile));

    private static VipsImage ByProfile(VipsImage image)
        => image.Call("icc_transform").With("output-profile", "srgb").With("embedded", true)
            .With("input-profile", image.IsCmyk ? "cmyk" : "srgb").Image();

    // Most profiles say that the photo is in sRGB anyway; a transformation would only cost. By its description, which every maker of that
    // profile begins with its name; as a text of one byte a letter (ICC 2) or of two (ICC 4).
    private static bool IsSrgb(ReadOnlySpan<byte> profile)
        => profile.IndexOf("sRGB IEC61966"u8) >= 0 || profile.IndexOf(Encoding.BigEndianUnicode.GetBytes("sRGB IEC61966")) >= 0
            || profile.IndexOf("sRGB built-in"u8) >= 0 || profile.IndexOf(Encoding.BigEndianUnicode.GetBytes("sRGB built-in")) >= 0;
}
