using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos.Filters;

/// <summary>A Gaussian blur.</summary>
/// <param name="sigma">Its standard deviation in pixels; 0.1 to 100.</param>
internal sealed class Blur(double sigma) : IFilter
{
    public static IFilter? Parse(string value) => Numbers.Within(value, 0.1, 100) is { } sigma ? new Blur(sigma) : null;

    public VipsImage Apply(VipsImage image)
        => Colours.Mixing(image, seen => seen.Call("gaussblur").With("sigma", sigma).Image());
}
