namespace Trama.Jobs.Photos.Headers;

/// <summary>WebP (RFC 9649): one picture, lossy or lossless, or a canvas and chunks of which some are frames.</summary>
internal static class WebpHeader
{
    private const int FirstChunk = 12;

    // A chunk's type and length before its data.
    private const int Before = 8;

    public static void Read(HeaderBytes bytes, FrameSizes sizes)
    {
        const long at = FirstChunk + Before;
        if (bytes.Is(FirstChunk, "VP8 "u8)) ReadLossy(bytes, sizes, at);
        else if (bytes.Is(FirstChunk, "VP8L"u8)) ReadLossless(bytes, sizes, at);
        else if (bytes.Is(FirstChunk, "VP8X"u8)) ReadExtended(bytes, sizes, at);
        else throw bytes.Damaged(FirstChunk);
    }

    // RFC 6386, 9.1: a tag of three bytes, a start code, and sides of 14 bits.
    private static void ReadLossy(HeaderBytes bytes, FrameSizes sizes, long at)
    {
        if (!bytes.Is(at + 3, [0x9D, 0x01, 0x2A])) throw bytes.Damaged(at + 3);
        var (width, height) = (bytes.LittleEndian16(at + 6) & 0x3FFF, bytes.LittleEndian16(at + 8) & 0x3FFF);
        if (width == 0 || height == 0) throw bytes.Damaged(at + 6);
        sizes.Size(width, height);
    }

    private static void ReadLossless(HeaderBytes bytes, FrameSizes sizes, long at)
    {
        if (bytes.Byte(at) != 0x2F) throw bytes.Damaged(at);
        var sides = bytes.LittleEndian32(at + 1);
        sizes.Size((sides & 0x3FFF) + 1, ((sides >> 14) & 0x3FFF) + 1);
    }

    private static void ReadExtended(HeaderBytes bytes, FrameSizes sizes, long at)
    {
        sizes.Size(bytes.LittleEndian24(at + 4) + 1L, bytes.LittleEndian24(at + 7) + 1L);
        const int Animated = 0x02;
        if ((bytes.Byte(at) & Animated) == 0) return;
        var end = Before + bytes.LittleEndian32(4);
        for (var chunk = FirstChunk + Before + Even(bytes.LittleEndian32(FirstChunk + 4)); chunk + Before <= end && bytes.Has(chunk);)
        {
            bytes.Step(chunk);
            if (bytes.Is(chunk, "ANMF"u8)) sizes.AddFrame();
            chunk += Before + Even(bytes.LittleEndian32(chunk + 4));
        }
    }

    // Chunks are filled up to an even length.
    private static long Even(long length) => length + (length & 1);
}
