using System.Text;
using Trama.Jobs.Files;

namespace Trama.Jobs.Hash;

/// <summary>
/// A digest and a name as GNU's sums write them (<c>digest  name</c>) or as BSD's do (<c>SHA256 (name) = digest</c>). A name with a line
/// feed, a carriage return or a backslash has these as <c>\n</c>, <c>\r</c>, <c>\\</c>, and a backslash before the line says so.
/// </summary>
/// <param name="Algorithm">One of <see cref="Algorithms.All"/>.</param>
/// <param name="Digest">Lower-case hexadecimal.</param>
/// <param name="Name">The file's name.</param>
internal sealed record DigestLine(string Algorithm, string Digest, string Name)
{
    private const string BsdMiddle = ") = ";

    /// <summary>The bytes of GNU's line, with its end.</summary>
    public byte[] ToGnu()
    {
        var escaped = Escape(Name);
        return [.. Mark(escaped), .. Encoding.ASCII.GetBytes(Digest), .. "  "u8, .. RawNames.Encode(escaped), (byte)'\n'];
    }

    /// <summary>The bytes of BSD's line, with its end.</summary>
    public byte[] ToBsd()
    {
        var escaped = Escape(Name);
        return [.. Mark(escaped), .. Encoding.ASCII.GetBytes($"{Algorithms.TagOf(Algorithm)} ("), .. RawNames.Encode(escaped),
            .. Encoding.ASCII.GetBytes($"{BsdMiddle}{Digest}\n")];
    }

    /// <summary>A name as GNU's verdicts have it: escaped only where it would break the line, with a backslash before it then.</summary>
    public static byte[] NameOf(string name)
        => name.Contains('\n', StringComparison.Ordinal) ? [(byte)'\\', .. RawNames.Encode(Escape(name))] : RawNames.Encode(name);

    /// <summary>Reads a line of either kind, without its end; null when it is neither.</summary>
    /// <param name="line">The line.</param>
    /// <param name="algorithm">What GNU lines must be of; null: told by the number of digits.</param>
    public static DigestLine? Parse(string line, string? algorithm)
    {
        var text = line.TrimStart(' ', '\t');
        var isEscaped = text.StartsWith('\\');
        if (isEscaped) text = text[1..];
        return ParseBsd(text, isEscaped, algorithm) ?? ParseGnu(text, isEscaped, algorithm);
    }

    private static DigestLine? ParseBsd(string text, bool isEscaped, string? algorithm)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var close = text.LastIndexOf(')');
        // SHA256 (name) = digest; OpenSSL leaves out the first space.
        if (open < 1 || close < open || Algorithms.WithTag(text.AsSpan(0, open).TrimEnd(' ')) is not { } tagged) return null;
        var rest = text.AsSpan(close + 1).TrimStart(' ');
        return !rest.IsEmpty && rest[0] == '=' && (algorithm is null || algorithm == tagged)
            ? Create(tagged, rest[1..].Trim(' '), text[(open + 1)..close], isEscaped)
            : null;
    }

    private static DigestLine? ParseGnu(string text, bool isEscaped, string? algorithm)
    {
        var digits = text.AsSpan().IndexOf(' ');
        // After the digest: a space, then a space or an asterisk for how it was read, then the name.
        if (digits < 0 || text.Length < digits + 3 || text[digits + 1] is not (' ' or '*')) return null;
        return (algorithm ?? Algorithms.WithDigits(digits)) is { } known ? Create(known, text.AsSpan(0, digits), text[(digits + 2)..], isEscaped) : null;
    }

    private static DigestLine? Create(string algorithm, ReadOnlySpan<char> digest, string name, bool isEscaped)
    {
        if (digest.Length != Algorithms.DigitsOf(algorithm) || digest.ContainsAnyExcept(Hexadecimal)) return null;
        return (isEscaped ? Unescape(name) : name) is { Length: > 0 } known ? new(algorithm, digest.ToString().ToLowerInvariant(), known) : null;
    }

    private static readonly System.Buffers.SearchValues<char> Hexadecimal = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    private static ReadOnlySpan<byte> Mark(string escaped) => escaped.Contains('\\', StringComparison.Ordinal) ? "\\"u8 : default;

    private static string Escape(string name) => name.AsSpan().ContainsAny('\\', '\n', '\r')
        ? name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)
        : name;

    private static string? Unescape(string name)
    {
        var text = new StringBuilder(name.Length);
        for (var at = 0; at < name.Length; at++)
        {
            if (name[at] != '\\')
            {
                text.Append(name[at]);
                continue;
            }
            if (++at == name.Length || name[at] is not ('\\' or 'n' or 'r')) return null;
            text.Append(name[at] switch { 'n' => '\n', 'r' => '\r', _ => '\\' });
        }
        return text.ToString();
    }
}
