using System.Text;
using System.Text.Unicode;

namespace Trama.Jobs.Files;

/// <summary>
/// File names as the bytes that they are. On Unix a name is any bytes, mostly UTF-8; bytes that are not are kept in a string as single
/// low surrogates (U+DC80 to U+DCFF), which no text holds, and come out again unchanged.
/// </summary>
internal static class RawNames
{
    private const char FirstEscape = '\uDC80';
    private const char LastEscape = '\uDCFF';
    private const int EscapeBase = 0xDC00;

    /// <summary>Whether a name is text, all of it.</summary>
    public static bool IsText(string name) => name.AsSpan().IndexOfAnyInRange(FirstEscape, LastEscape) < 0 || Readable(name) == name;

    /// <summary>The name with a replacement character for each byte that is no text.</summary>
    public static string Readable(string name)
    {
        if (name.AsSpan().IndexOfAnyInRange(FirstEscape, LastEscape) < 0) return name;
        var text = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes()) text.Append(rune.ToString());
        return text.ToString();
    }

    /// <summary>The bytes of a name.</summary>
    public static byte[] Encode(string name)
    {
        if (name.AsSpan().IndexOfAnyInRange(FirstEscape, LastEscape) < 0) return Encoding.UTF8.GetBytes(name);
        var bytes = new List<byte>(name.Length + 16);
        for (var at = 0; at < name.Length;)
        {
            if (name[at] is >= FirstEscape and <= LastEscape)
            {
                bytes.Add((byte)(name[at++] - EscapeBase));
                continue;
            }
            var end = at + (char.IsSurrogatePair(name, at) ? 2 : 1);
            bytes.AddRange(Encoding.UTF8.GetBytes(name[at..end]));
            at = end;
        }
        return [.. bytes];
    }

    /// <summary>The name with these bytes.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes) => Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : DecodeOdd(bytes);

    private static string DecodeOdd(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            if (status == System.Buffers.OperationStatus.Done) text.Append(rune.ToString());
            else foreach (var stray in bytes[..length]) text.Append((char)(EscapeBase + stray));
            bytes = bytes[length..];
        }
        return text.ToString();
    }
}
