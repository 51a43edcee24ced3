using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos.Filters;

/// <summary>
/// Makes a photo fit a box, smaller only. As the first filter of a chain it decodes no more pixels than it needs: a JPEG is read at a half, a
/// quarter or an eighth of its size, a WebP at any.
/// </summary>
internal sealed class Thumbnail(Box box) : IFilter
{
    public static IFilter? Parse(string value) => Box.Parse(value) is { Percent: 0 } box ? new Thumbnail(box) : null;

    public VipsImage Apply(VipsImage image) => Resize.By(Math.Min(1, box.ScaleOf(image.Width, image.Height)), image);

    /// <summary>The same straight from the file, upright, in the colours that the file has.</summary>
    public VipsImage Read(VipsScope scope, VipsSource source, string failOn)
        => scope.Operation("thumbnail_source").With("source", source)
            .With("width", box.Width).With("height", box.Height).With("size", "down")
            .With("fail-on", failOn)
            .Image();
}
