using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos.Filters;

/// <summary>The brown of old prints, by the weights that the W3C's Filter Effects give for <c>sepia(1)</c>.</summary>
internal sealed class Sepia : IFilter
{
    private static readonly double[] Opaque =
    [
        0.393, 0.769, 0.189,
        0.349, 0.686, 0.168,
        0.272, 0.534, 0.131,
    ];

    // The same, and transparency as it was.
    private static readonly double[] Transparent =
    [
        0.393, 0.769, 0.189, 0,
        0.349, 0.686, 0.168, 0,
        0.272, 0.534, 0.131, 0,
        0, 0, 0, 1,
    ];

    public VipsImage Apply(VipsImage image)
    {
        var colours = Colours.Rgb(image);
        var weights = VipsImage.Matrix(colours.Scope, colours.Bands, colours.HasAlpha ? Transparent : Opaque);
        return Colours.Bytes(colours.Call("recomb").With("m", weights).Image());
    }
}
