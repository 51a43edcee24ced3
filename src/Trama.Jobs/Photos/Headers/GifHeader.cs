namespace Trama.Jobs.Photos.Headers;

/// <summary>GIF87a and GIF89a: a screen, then blocks of which some are frames, each in pieces of up to 255 bytes.</summary>
internal static class GifHeader
{
    private const int ScreenBytes = 13;
    private const int FrameBytes = 10;
    private const byte Extension = 0x21;
    private const byte Frame = 0x2C;
    private const byte End = 0x3B;

    public static void Read(HeaderBytes bytes, FrameSizes sizes)
    {
        var (width, height) = (bytes.LittleEndian16(6), bytes.LittleEndian16(8));
        if (width > 0 && height > 0) sizes.Size(width, height);

        var frames = 0;
        // One that ends early is for the decoder to find: what is there may be all that is wanted of it.
        for (var at = ScreenBytes + ColoursIn(bytes.Byte(10)); bytes.Has(at) && bytes.Byte(at) != End;)
        {
            bytes.Step(at);
            switch (bytes.Byte(at))
            {
                case Extension:
                    at = AfterPieces(bytes, at + 2);
                    break;
                case Frame:
                    frames++;
                    sizes.AddFrame();
                    at = AfterFrame(bytes, sizes, at);
                    break;
                default:
                    throw bytes.Damaged(at);
            }
        }
        if (frames == 0) throw bytes.Damaged(ScreenBytes);
    }

    private static long AfterFrame(HeaderBytes bytes, FrameSizes sizes, long at)
    {
        var (width, height) = (bytes.LittleEndian16(at + 5), bytes.LittleEndian16(at + 7));
        if (width == 0 || height == 0) throw bytes.Damaged(at + 5);
        sizes.Size(width, height);
        // A table of colours of its own, and the size of a code.
        return AfterPieces(bytes, at + FrameBytes + ColoursIn(bytes.Byte(at + 9)) + 1);
    }

    // Each piece begins with its length; one of none is the last.
    private static long AfterPieces(HeaderBytes bytes, long at)
    {
        while (bytes.Has(at))
        {
            bytes.Step(at);
            var length = bytes.Byte(at);
            at += 1 + length;
            if (length == 0) break;
        }
        return at;
    }

    // Three bytes a colour; as many as the lower bits say, if there is a table at all.
    private static long ColoursIn(byte flags) => (flags & 0x80) != 0 ? 3L << ((flags & 7) + 1) : 0;
}
