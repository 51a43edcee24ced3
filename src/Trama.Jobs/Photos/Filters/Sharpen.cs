using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos.Filters;

/// <summary>Makes edges crisper, in lightness only, as libvips's sharpen does it: noise in flat areas is left alone.</summary>
/// <param name="sigma">How wide an edge is, in pixels; 0.1 to 10. For a photo that was made smaller, 0.5.</param>
internal sealed class Sharpen(double sigma) : IFilter
{
    public static IFilter? Parse(string value) => Numbers.Within(value, 0.1, 10) is { } sigma ? new Sharpen(sigma) : null;

    public VipsImage Apply(VipsImage image) => image.Call("sharpen").With("sigma", sigma).Image();
}
