using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos.Filters;

/// <summary>What several filters need to know of colours.</summary>
internal static class Colours
{
    public const double White = 255;

    /// <summary>The image in red, green and blue, with what it has of transparency.</summary>
    public static VipsImage Rgb(VipsImage image) => image.IsGray ? image.Call("colourspace").With("space", "srgb").Image() : image;

    /// <summary>The image on white, if it was transparent anywhere.</summary>
    public static VipsImage Opaque(VipsImage image)
        => image.HasAlpha ? image.Call("flatten").With("background", [White]).Image() : image;

    /// <summary>
    /// Applies something that mixes neighbouring pixels: where the image is transparent, what nobody sees must not bleed into what is seen.
    /// </summary>
    public static VipsImage Mixing(VipsImage image, Func<VipsImage, VipsImage> mix)
        => image.HasAlpha
            ? Bytes(mix(image.Call("premultiply").Image()).Call("unpremultiply").Image())
            : mix(image);

    /// <summary>What was computed with fractions, in the nearest of 256 steps: libvips's cast alone would take the one below.</summary>
    public static VipsImage Bytes(VipsImage image)
        => image.Call("round").With("round", "rint").Image().Call("cast").With("format", "uchar").Image();
}
