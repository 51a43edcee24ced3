using System.Security;
using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos.Filters;

/// <summary>A text in white, a little transparent, on the shadow that makes it readable on anything.</summary>
internal sealed class TextWatermark(string text) : Watermark
{
    private const double Opacity = 0.8;

    // Of the photo's shorter side; and of its width, where a longer text is set smaller or in more lines.
    private const double LetterHeight = 0.035;
    private const double MostWidth = 0.9;
    private const int PointsAnInch = 72;

    protected override (VipsImage Mark, VipsImage Mask) MarkOf(VipsImage photo)
    {
        var letters = Math.Max(6, (int)(LetterHeight * Math.Min(photo.Width, photo.Height)));
        // Pango reads markup: what the user wrote is to be seen as it is.
        var mask = Letters(photo, letters);
        var shadow = Math.Max(1, letters / 16);
        var (width, height) = (mask.Width + shadow, mask.Height + shadow);
        var lit = Placed(mask, 0, 0);
        // White where the letters are, black where only their shadow is; opaque where either is.
        var either = lit.Call("ifthenelse", "cond").With("in1", lit.Filled([Colours.White]))
            .With("in2", Placed(mask, shadow, shadow)).With("blend", true).Image();
        var opaque = either.Call("linear").With("a", [Opacity]).With("b", [0.0]).With("uchar", true).Image();
        return (Repeated(lit, photo), opaque);

        VipsImage Placed(VipsImage image, int left, int top)
            => image.Call("embed").With("x", left).With("y", top).With("width", width).With("height", height).Image();
    }

    // There may be no font, or nothing to be seen in the text; or it is this photo that is too large for one.
    private VipsImage Letters(VipsImage photo, int height)
    {
        try
        {
            return photo.Scope.Operation("text").With("text", SecurityElement.Escape(text)).With("font", $"sans bold {height}")
                .With("dpi", PointsAnInch).With("width", Math.Max(1, (int)(MostWidth * photo.Width))).With("align", "high").Image();
        }
        catch (VipsException cause)
        {
            throw JobErrors.TextNotSet(text, cause.Message);
        }
    }

    // A band for each colour; one of transparency has to be full where letters are.
    private static VipsImage Repeated(VipsImage lit, VipsImage photo)
    {
        var rows = new double[photo.Bands];
        rows.AsSpan().Fill(1);
        var bands = lit.Call("recomb").With("m", VipsImage.Matrix(lit.Scope, 1, rows)).Image();
        if (!photo.HasAlpha) return bands.Call("cast").With("format", "uchar").Image();
        var (slopes, offsets) = (new double[] { 1, 1, 1, 0 }, new double[] { 0, 0, 0, Colours.White });
        return bands.Call("linear").With("a", slopes).With("b", offsets).With("uchar", true).Image();
    }
}
