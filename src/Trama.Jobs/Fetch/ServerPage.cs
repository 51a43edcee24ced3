using System.Globalization;

namespace Trama.Jobs.Fetch;

/// <summary>
/// A page of the embedded server: its delay and body follow from the seed and number in its path alone, so every model fetches the
/// same bytes after the same waits, whatever port the server got.
/// </summary>
/// <param name="Delay">How long the server waits before it answers.</param>
/// <param name="Body">What it answers.</param>
internal sealed record ServerPage(TimeSpan Delay, byte[] Body)
{
    public const int LowMilliseconds = 20;
    public const int HighMilliseconds = 80;
    public const int LowBytes = 4 * 1024;
    public const int HighBytes = 256 * 1024;

    public static string Url(string address, int seed, int page)
        => string.Create(CultureInfo.InvariantCulture, $"{address}/{seed}/{page}");

    /// <summary>Reads <c>/seed/page</c>; null for any other path.</summary>
    public static (int Seed, int Page)? ParsePath(string path)
        => path.Split('/') is ["", var seed, var page]
            && int.TryParse(seed, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seedNumber)
            && int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var pageNumber)
            ? (seedNumber, pageNumber)
            : null;

    /// <summary>Sizes are spread evenly over their logarithm, as those of real pages roughly are.</summary>
    public static ServerPage Create(int seed, int page)
    {
        // The factor only keeps neighbouring pages of neighbouring seeds apart.
        var random = new Random(unchecked((seed * 1_000_003) + page));
        var delay = TimeSpan.FromMilliseconds(random.Next(LowMilliseconds, HighMilliseconds + 1));
        var size = (int)(LowBytes * Math.Pow((double)HighBytes / LowBytes, random.NextDouble()));
        var body = new byte[size];
        random.NextBytes(body);
        return new(delay, body);
    }
}
