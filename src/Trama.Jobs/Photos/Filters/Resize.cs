using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos.Filters;

/// <summary>Makes a photo fit a box, larger or smaller; its proportions stay. With Lanczos's kernel of three lobes.</summary>
internal sealed class Resize(Box box) : IFilter
{
    public static IFilter? Parse(string value) => Box.Parse(value) is { } box ? new Resize(box) : null;

    public VipsImage Apply(VipsImage image) => By(box.ScaleOf(image.Width, image.Height), image);

    /// <summary>The image, so many times as wide and as high.</summary>
    public static VipsImage By(double scale, VipsImage image)
        => scale == 1 ? image : Colours.Mixing(image, seen => seen.Call("resize").With("scale", scale).With("kernel", "lanczos3").Image());
}
