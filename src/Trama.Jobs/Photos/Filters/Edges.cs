using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos.Filters;

/// <summary>Where lightness changes, by Sobel's two masks: bright lines on black.</summary>
internal sealed class Edges : IFilter
{
    public VipsImage Apply(VipsImage image) => new Gray().Apply(Colours.Opaque(image)).Call("sobel").Image();
}
