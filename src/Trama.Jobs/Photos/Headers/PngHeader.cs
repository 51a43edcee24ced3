namespace Trama.Jobs.Photos.Headers;

/// <summary>PNG (W3C, third edition): the first chunk has the size; an animation says how many frames before the pixels begin.</summary>
internal static class PngHeader
{
    private const int FirstChunk = 8;
    private const int HeaderBytesInAll = 13;

    // Length, type and checksum around a chunk's data.
    private const int Around = 12;

    public static void Read(HeaderBytes bytes, FrameSizes sizes)
    {
        if (bytes.BigEndian32(FirstChunk) != HeaderBytesInAll || !bytes.Is(FirstChunk + 4, "IHDR"u8)) throw bytes.Damaged(FirstChunk);
        var (width, height) = (bytes.BigEndian32(FirstChunk + 8), bytes.BigEndian32(FirstChunk + 12));
        if (width == 0 || height == 0) throw bytes.Damaged(FirstChunk + 8);
        sizes.Size(width, height);

        for (long at = FirstChunk + Around + HeaderBytesInAll; !bytes.Is(at + 4, "IDAT"u8); at += Around + bytes.BigEndian32(at))
        {
            bytes.Step(at);
            if (bytes.Is(at + 4, "IEND"u8)) throw bytes.Damaged(at);
            if (bytes.Is(at + 4, "acTL"u8)) sizes.Frames(bytes.BigEndian32(at + 8));
        }
    }
}
