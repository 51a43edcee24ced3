using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos.Filters;

/// <summary>Lays a text or a picture over the lower right corner.</summary>
internal abstract class Watermark : IFilter
{
    // Shares of the photo's shorter side.
    private const double Margin = 0.02;

    // Those that can't be read are no texts either.
    private static readonly string[] Others = [".svg", ".bmp", ".ico", ".avif", ".heic", ".psd"];

    /// <summary>A picture where the value is named like one, else a text.</summary>
    public static IFilter? Parse(string value)
        => value.Trim().Length == 0 ? null : IsPicture(value) ? new PictureWatermark(value) : new TextWatermark(value);

    /// <summary>Whether a value names a file rather than being the text itself.</summary>
    public static bool IsPicture(string value)
        => PhotoFormats.IsNamedLikeAPhoto(value) || Others.Any(ending => value.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    public VipsImage Apply(VipsImage image)
    {
        var colours = Colours.Rgb(image);
        var (mark, mask) = MarkOf(colours);
        var margin = (int)(Margin * Math.Min(image.Width, image.Height));
        var (left, top) = (image.Width - mask.Width - margin, image.Height - mask.Height - margin);
        // Opaque to the share that the mask says, a pixel's worth of 255; what lies outside of it is as it was.
        return Spread(mask, colours, left, top).Call("ifthenelse", "cond")
            .With("in1", Spread(mark, colours, left, top)).With("in2", colours).With("blend", true).Image()
            .Call("copy").With("interpretation", "srgb").Image();
    }

    /// <summary>What is laid over, with the bands of <paramref name="photo"/>, and how opaque it is: one band of the same size.</summary>
    protected abstract (VipsImage Mark, VipsImage Mask) MarkOf(VipsImage photo);

    private static VipsImage Spread(VipsImage image, VipsImage photo, int left, int top)
        => image.Call("embed").With("x", left).With("y", top).With("width", photo.Width).With("height", photo.Height).Image();
}
