using System.Globalization;
using Trama.Cli.Resources;

namespace Trama.Cli.Rendering;

/// <summary>
/// Numbers as a person of the chosen language writes them. The program runs without culture data, so the two separators are
/// stated here.
/// </summary>
internal sealed class HumanNumbers(Language language)
{
    private readonly NumberFormatInfo _format = language == Language.Portuguese
        ? new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = ".", NumberGroupSizes = [3] }
        : new NumberFormatInfo { NumberDecimalSeparator = ".", NumberGroupSeparator = ",", NumberGroupSizes = [3] };

    /// <summary>A whole number, grouped in thousands.</summary>
    public string Count(double value) => Fixed(value, 0);

    /// <summary>A number with exactly so many decimals, grouped in thousands. Never "-0".</summary>
    public string Fixed(double value, int decimals)
    {
        var text = value.ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), _format);
        return text.StartsWith('-') && !text.AsSpan().ContainsAnyInRange('1', '9') ? text[1..] : text;
    }

    /// <summary>A number with three significant digits where it is below 100, whole above.</summary>
    public string Short(double value) => Fixed(value, DecimalsFor(value, 3));

    /// <summary>A ratio: 1.92×.</summary>
    public string Times(double ratio) => Fixed(ratio, ratio >= 100 ? 0 : ratio >= 10 ? 1 : 2) + "×";

    /// <summary>A percentage of which the fraction matters only when it is small.</summary>
    public string Percent(double percent) => Fixed(percent, Math.Abs(percent) < 10 ? 1 : 0) + " %";

    /// <summary>Bytes as megabytes (10⁶), the unit that <c>peak</c> columns use.</summary>
    public string Megabytes(double bytes) => Fixed(bytes / 1e6, bytes < 10e6 ? 1 : 0);

    /// <summary>Bytes in the decimal unit that fits: 512 B, 4.1 kB, 88.2 MB, 1.20 GB.</summary>
    public string Size(double bytes) => bytes switch
    {
        < 1e3 => Count(bytes) + " B",
        < 1e6 => Short(bytes / 1e3) + " kB",
        < 1e9 => Short(bytes / 1e6) + " MB",
        _ => Short(bytes / 1e9) + " GB",
    };

    /// <summary>A length of time in the unit that fits it: 850 µs, 12.3 ms, 4.56 s, 2 min 5 s.</summary>
    public string Duration(double seconds) => seconds switch
    {
        < 1e-3 => Short(seconds * 1e6) + " µs",
        < 1 => Short(seconds * 1e3) + " ms",
        < 100 => Short(seconds) + " s",
        _ => $"{Count(Math.Floor(Math.Round(seconds) / 60))} min {Count(Math.Round(seconds) % 60)} s",
    };

    /// <summary>A length of time that is only guessed: 5 s, 1 min 20 s.</summary>
    public string About(double seconds) => seconds < 100 ? Count(Math.Ceiling(seconds)) + " s" : Duration(seconds);

    /// <summary>How many decimals show <paramref name="value"/> with so many significant digits.</summary>
    public static int DecimalsFor(double value, int digits)
    {
        var magnitude = Math.Abs(value);
        if (magnitude == 0 || double.IsNaN(magnitude) || double.IsInfinity(magnitude))
            return 0;
        return Math.Clamp(digits - 1 - (int)Math.Floor(Math.Log10(magnitude)), 0, 6);
    }
}
