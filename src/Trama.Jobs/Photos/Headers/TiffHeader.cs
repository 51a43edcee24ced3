namespace Trama.Jobs.Photos.Headers;

/// <summary>TIFF 6.0: directories, each with the size of a picture and the place of the next. Of BigTIFF nothing is read.</summary>
internal static class TiffHeader
{
    private const int EntryBytes = 12;
    private const int WidthTag = 256;
    private const int HeightTag = 257;
    private const int Short = 3;
    private const int Long = 4;

    public static void Read(HeaderBytes bytes, FrameSizes sizes)
    {
        var numbers = new Numbers(bytes, bytes.Byte(0) == 'M');
        var seen = new HashSet<long>();
        for (var at = numbers.Of32(4); at != 0;)
        {
            bytes.Step(at);
            // A chain that leads back to where it was would never end.
            if (!seen.Add(at)) throw bytes.Damaged(at);
            sizes.AddFrame();
            at = ReadDirectory(bytes, numbers, sizes, at);
        }
        if (seen.Count == 0) throw bytes.Damaged(4);
    }

    private static long ReadDirectory(HeaderBytes bytes, Numbers numbers, FrameSizes sizes, long directory)
    {
        var (count, width, height) = (numbers.Of16(directory), 0L, 0L);
        for (var i = 0; i < count; i++)
        {
            var entry = directory + 2 + (i * EntryBytes);
            bytes.Step(entry);
            var tag = numbers.Of16(entry);
            if (tag == WidthTag) width = Value(numbers, entry);
            if (tag == HeightTag) height = Value(numbers, entry);
        }
        if (width == 0 || height == 0) throw bytes.Damaged(directory);
        sizes.Size(width, height);
        return numbers.Of32(directory + 2 + (count * EntryBytes));
    }

    private static long Value(Numbers numbers, long entry) => numbers.Of16(entry + 2) switch
    {
        Short => numbers.Of16(entry + 8),
        Long => numbers.Of32(entry + 8),
        _ => 0,
    };

    // In whichever order of bytes the file has.
    private readonly struct Numbers(HeaderBytes bytes, bool isBigEndian)
    {
        public int Of16(long at) => isBigEndian ? bytes.BigEndian16(at) : bytes.LittleEndian16(at);

        public long Of32(long at) => isBigEndian ? bytes.BigEndian32(at) : bytes.LittleEndian32(at);
    }
}
