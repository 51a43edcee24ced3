using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos.Filters;

/// <summary>Moves every value away from the middle, or towards it.</summary>
/// <param name="factor">0 is all grey, 1 changes nothing; up to 10.</param>
internal sealed class Contrast(double factor) : IFilter
{
    private const double Middle = 128;

    public static IFilter? Parse(string value) => Numbers.Within(value, 0, 10) is { } factor ? new Contrast(factor) : null;

    public VipsImage Apply(VipsImage image)
    {
        var (slopes, offsets) = (new double[image.Bands], new double[image.Bands]);
        slopes.AsSpan().Fill(factor);
        offsets.AsSpan().Fill(Middle * (1 - factor));
        if (image.HasAlpha) (slopes[^1], offsets[^1]) = (1, 0);
        return image.Call("linear").With("a", slopes).With("b", offsets).With("uchar", true).Image();
    }
}
