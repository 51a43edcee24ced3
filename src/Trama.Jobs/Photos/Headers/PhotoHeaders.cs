using Microsoft.Win32.SafeHandles;

namespace Trama.Jobs.Photos.Headers;

/// <summary>
/// Looks at a photo before any decoder does: what it is, by its content alone, and how large. Whatever a file claims, this takes some KB of
/// memory and a bounded number of reads.
/// </summary>
internal static class PhotoHeaders
{
    private const int SignatureBytes = 12;

    /// <summary>The kinds that are read, as people know them.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["JPEG", "PNG", "WebP", "TIFF", "GIF"];

    /// <summary>Reads the header.</summary>
    /// <param name="file">The photo.</param>
    /// <param name="path">Its name, for errors.</param>
    /// <param name="limits">What it may say at the most.</param>
    /// <exception cref="JobException">TRM0790: it is none of these; TRM0791, TRM0792: it is too large; TRM0793: it is damaged.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static PhotoHeader Read(SafeFileHandle file, string path, PhotoLimits limits)
    {
        var bytes = new HeaderBytes(file, path);
        var size = new FrameSizes(path, limits);
        var format = FormatOf(bytes.Head(SignatureBytes)) ?? throw JobErrors.NotAPhoto(path, Formats);
        ReaderOf(format)(bytes, size);
        return size.Header(format);
    }

    private static PhotoFormat? FormatOf(ReadOnlySpan<byte> signature) => signature switch
    {
        [0xFF, 0xD8, 0xFF, ..] => PhotoFormat.Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => PhotoFormat.Png,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P'] => PhotoFormat.Webp,
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => PhotoFormat.Tiff,
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => PhotoFormat.Gif,
        _ => null,
    };

    private static Action<HeaderBytes, FrameSizes> ReaderOf(PhotoFormat format) => format switch
    {
        PhotoFormat.Jpeg => JpegHeader.Read,
        PhotoFormat.Png => PngHeader.Read,
        PhotoFormat.Webp => WebpHeader.Read,
        PhotoFormat.Tiff => TiffHeader.Read,
        _ => GifHeader.Read,
    };
}
