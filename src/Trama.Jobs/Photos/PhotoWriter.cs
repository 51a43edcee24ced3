using Trama.Jobs.Photos.Filters;
using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos;

/// <summary>Encodes an image: here everything before is computed.</summary>
internal static class PhotoWriter
{
    // How hard zlib and WebP try: what both take for usual.
    private const int PngCompression = 6;
    private const int WebpEffort = 4;

    /// <exception cref="VipsException">Decoding, filtering or encoding failed.</exception>
    public static VipsBytes Save(VipsImage image, string format, int quality, bool strip) => format switch
    {
        "jpeg" => Colours.Opaque(image).Save("jpegsave_target", saver => saver.With("Q", quality).With("strip", strip)),
        "webp" => image.Save("webpsave_target", saver => saver.With("Q", quality).With("effort", WebpEffort).With("strip", strip)),
        _ => image.Save("pngsave_target", saver => saver.With("compression", PngCompression).With("strip", strip)),
    };
}
