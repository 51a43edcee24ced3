using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos.Filters;

/// <summary>Lightness without colour.</summary>
internal sealed class Gray : IFilter
{
    public VipsImage Apply(VipsImage image)
    {
        if (image.IsGray) return image;
        var gray = image.Call("colourspace").With("space", "b-w").Image().WithOwnFields();
        // A profile of three colours says nothing of one, and PNG forbids it.
        gray.Remove(PhotoMetadata.Profile);
        return gray;
    }
}
