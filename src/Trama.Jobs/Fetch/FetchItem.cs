using System.Globalization;

namespace Trama.Jobs.Fetch;

/// <summary>One URL and the time it may take. A property each, so that it crosses to a worker process.</summary>
internal readonly record struct FetchItem(string Url, int TimeoutMilliseconds)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{TimeoutMilliseconds} {Url}");

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static FetchItem Parse(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return new(text[(space + 1)..], int.Parse(text.AsSpan(0, space), CultureInfo.InvariantCulture));
    }
}
