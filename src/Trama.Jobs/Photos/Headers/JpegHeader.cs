namespace Trama.Jobs.Photos.Headers;

/// <summary>JPEG (ITU-T T.81, annex B): markers with lengths, up to the one that begins a frame.</summary>
internal static class JpegHeader
{
    private const int SizeOffset = 3;

    public static void Read(HeaderBytes bytes, FrameSizes sizes)
    {
        for (long at = 2; ;)
        {
            bytes.Step(at);
            if (bytes.Byte(at) != 0xFF) throw bytes.Damaged(at);
            var marker = bytes.Byte(at + 1);
            if (marker is 0xFF)
            {
                at++;   // filling
                continue;
            }
            if (BeginsFrame(marker))
            {
                ReadFrame(bytes, sizes, at + 2);
                return;
            }
            // Restarts and the like stand alone; image data or the end before any frame is none of a photo.
            if (marker is 0x01 or (>= 0xD0 and <= 0xD7))
            {
                at += 2;
                continue;
            }
            var length = marker is 0x00 or 0xD8 or 0xD9 or 0xDA ? 0 : bytes.BigEndian16(at + 2);
            if (length < 2) throw bytes.Damaged(at);
            at += 2 + length;
        }
    }

    // SOF0 to SOF15, but for the tables (DHT, DAC) and the extension (JPG) among their numbers.
    private static bool BeginsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static void ReadFrame(HeaderBytes bytes, FrameSizes sizes, long at)
    {
        var (height, width) = (bytes.BigEndian16(at + SizeOffset), bytes.BigEndian16(at + SizeOffset + 2));
        if (width == 0 || height == 0) throw bytes.Damaged(at + SizeOffset);
        sizes.Size(width, height);
    }
}
