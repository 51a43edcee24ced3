using System.Globalization;
using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos.Filters;

/// <summary>Turns a photo clockwise. What comes in at the corners is white, or transparent where the photo can be.</summary>
/// <param name="degrees">−360 to 360.</param>
internal sealed class Rotate(double degrees) : IFilter
{
    public static IFilter? Parse(string value) => Numbers.Within(value, -360, 360) is { } degrees ? new Rotate(degrees) : null;

    public VipsImage Apply(VipsImage image)
    {
        var angle = ((degrees % 360) + 360) % 360;
        if (angle == 0) return image;
        // Neither goes from top to bottom.
        var whole = image.InMemory();
        return angle % 90 == 0
            ? whole.Call("rot").With("angle", string.Create(CultureInfo.InvariantCulture, $"d{angle}")).Image()
            : whole.Call("rotate").With("angle", angle).With("background", Background(image)).Image();
    }

    private static double[] Background(VipsImage image)
    {
        var colour = new double[image.Bands];
        if (!image.HasAlpha) colour.AsSpan().Fill(Colours.White);
        return colour;
    }
}
