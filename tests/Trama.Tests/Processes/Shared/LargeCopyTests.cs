using Trama.Processes.Shared;

namespace Trama.Tests.Processes.Shared;

/// <summary>Copies past the caches: every byte, and no other, wherever source and destination begin.</summary>
public sealed class LargeCopyTests
{
    private const int Margin = 128;

    private static readonly int[] Lengths = [0, 1, 31, 63, 64, 65, 127, 128, 4096, 5000];

    [Theory]
    [InlineData(LargeCopy.Threshold - 1)]
    [InlineData(LargeCopy.Threshold)]
    public void Every_byte_is_copied_and_none_beside_it(int whole)
    {
        foreach (int length in Lengths)
        {
            for (int start = 0; start < 70; start += 3)
                Check(length, start, whole);
        }
    }

    private static unsafe void Check(int length, int start, int whole)
    {
        byte[] source = new byte[length + Margin];
        new Random(length).NextBytes(source);
        byte[] destination = new byte[length + (2 * Margin)];

        fixed (byte* from = source, to = destination)
            LargeCopy.Copy(from + (start % 7), to + start, length, whole);

        byte[] expected = new byte[destination.Length];
        source.AsSpan(start % 7, length).CopyTo(expected.AsSpan(start));
        Assert.Equal(expected, destination);
    }
}
