using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos.Filters;

/// <summary>Lightness without colour.</summary>
internal sealed class Gray : IFilter
{
    public VipsImage Apply(VipsImage image) => image.IsGray ? image : image.Call("colourspace").With("space", "b-w").Image();
}
