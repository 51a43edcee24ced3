using System.Buffers.Binary;
using System.Text;

namespace Trama.Jobs.Tests.Photos.Headers;

/// <summary>Writes the headers of photos by hand, byte after byte as their formats' documents say; there are no pixels behind them.</summary>
internal sealed class HeaderBuilder
{
    private readonly List<byte> _bytes = [];

    public static byte[] Png(uint width, uint height, uint? frames = null)
    {
        var png = new HeaderBuilder().Raw(0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A);
        png.Big32(13).Text("IHDR").Big32(width).Big32(height).Raw(8, 2, 0, 0, 0).Big32(0);
        png.Big32(4).Text("gAMA").Big32(45455).Big32(0);
        if (frames is { } count) png.Big32(8).Text("acTL").Big32(count).Big32(0).Big32(0);
        return png.Big32(0).Text("IDAT").Big32(0).Build();
    }

    public static byte[] Jpeg(ushort width, ushort height, byte frameMarker = 0xC0)
        => new HeaderBuilder().Raw(0xFF, 0xD8)
            .Raw(0xFF, 0xE1).Big16(2 + 6).Text("Exif\0\0")
            .Raw(0xFF, 0xFF, 0xFF, 0xC4).Big16(2 + 3).Raw(1, 2, 3)
            .Raw(0xFF, frameMarker).Big16(17).Raw(8).Big16(height).Big16(width).Raw(3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1).Build();

    public static byte[] Gif(ushort width, ushort height, int frames)
    {
        var gif = new HeaderBuilder().Text("GIF89a").Little16(width).Little16(height).Raw(0x91, 0, 0).Raw(new byte[3 * 4]);
        gif.Raw(0x21, 0xFF, 11).Text("NETSCAPE2.0").Raw(3, 1, 0, 0, 0);
        for (var i = 0; i < frames; i++)
            gif.Raw(0x21, 0xF9, 4, 0, 0, 0, 0, 0).Raw(0x2C).Little16(0).Little16(0).Little16(width).Little16(height).Raw(0x80).Raw(new byte[6])
                .Raw(2, 2, 0x4C, 0x01, 0);
        return gif.Raw(0x3B).Build();
    }

    public static byte[] Tiff(uint width, uint height, int pages, bool isBigEndian)
    {
        var tiff = new HeaderBuilder();
        tiff.Raw(isBigEndian ? "MM\0*"u8.ToArray() : "II*\0"u8.ToArray()).Number32(8, isBigEndian);
        const int DirectoryBytes = 2 + (2 * 12) + 4;
        for (var page = 0; page < pages; page++)
        {
            tiff.Number16(2, isBigEndian);
            tiff.Number16(256, isBigEndian).Number16(4, isBigEndian).Number32(1, isBigEndian).Number32(width, isBigEndian);
            // A short's two bytes come first in its field of four, whatever their order.
            tiff.Number16(257, isBigEndian).Number16(3, isBigEndian).Number32(1, isBigEndian).Number16((ushort)height, isBigEndian).Number16(0, isBigEndian);
            tiff.Number32(page + 1 < pages ? (uint)(8 + ((page + 1) * DirectoryBytes)) : 0, isBigEndian);
        }
        return tiff.Build();
    }

    public static byte[] Webp(ushort width, ushort height)
        => Riff(new HeaderBuilder().Text("VP8 ").Little32(10).Raw(0x30, 0, 0, 0x9D, 0x01, 0x2A).Little16(width).Little16(height).Build());

    public static byte[] LosslessWebp(uint width, uint height)
        => Riff(new HeaderBuilder().Text("VP8L").Little32(6).Raw(0x2F).Little32((width - 1) | ((height - 1) << 14)).Raw(0).Build());

    public static byte[] AnimatedWebp(uint width, uint height, int frames)
    {
        var chunks = new HeaderBuilder().Text("VP8X").Little32(10).Raw(0x02, 0, 0, 0).Little24(width - 1).Little24(height - 1);
        chunks.Text("ANIM").Little32(6).Raw(new byte[6]);
        // An odd length is filled up.
        for (var i = 0; i < frames; i++) chunks.Text("ANMF").Little32(17).Raw(new byte[18]);
        return Riff(chunks.Build());
    }

    private static byte[] Riff(byte[] chunks) => new HeaderBuilder().Text("RIFF").Little32((uint)chunks.Length + 4).Text("WEBP").Raw(chunks).Build();

    private byte[] Build() => [.. _bytes];

    private HeaderBuilder Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    private HeaderBuilder Text(string text) => Raw(Encoding.ASCII.GetBytes(text));

    private HeaderBuilder Big16(int value) => Number16((ushort)value, isBigEndian: true);

    private HeaderBuilder Big32(uint value) => Number32(value, isBigEndian: true);

    private HeaderBuilder Little16(int value) => Number16((ushort)value, isBigEndian: false);

    private HeaderBuilder Little24(uint value) => Raw((byte)value, (byte)(value >> 8), (byte)(value >> 16));

    private HeaderBuilder Little32(uint value) => Number32(value, isBigEndian: false);

    private HeaderBuilder Number16(ushort value, bool isBigEndian)
    {
        var bytes = new byte[2];
        if (isBigEndian) BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        else BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return Raw(bytes);
    }

    private HeaderBuilder Number32(uint value, bool isBigEndian)
    {
        var bytes = new byte[4];
        if (isBigEndian) BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Raw(bytes);
    }
}
