namespace Trama.Jobs.Photos.Samples;

/// <summary>
/// Paints something that a decoder, a filter and an encoder find as hard as a photo: a sky, a sun, ranges of hills, and the grain of a
/// sensor. The same seed paints the same scene.
/// </summary>
internal sealed class SampleScene
{
    private const int Ranges = 4;

    // The sensor's noise, as a share of full brightness.
    private const double Grain = 0.03;

    private readonly int _width;
    private readonly int _height;
    private readonly (double R, double G, double B) _top;
    private readonly (double R, double G, double B) _bottom;
    private readonly (double X, double Y, double Radius) _sun;
    private readonly double[][] _hills;
    private ulong _noise;

    public SampleScene(int seed, int width, int height)
    {
        var random = new Random(seed);
        (_width, _height, _noise) = (width, height, (ulong)random.NextInt64() | 1);
        _top = (random.NextDouble() * 0.4, 0.2 + (random.NextDouble() * 0.3), 0.5 + (random.NextDouble() * 0.4));
        _bottom = (0.6 + (random.NextDouble() * 0.4), 0.5 + (random.NextDouble() * 0.4), 0.4 + (random.NextDouble() * 0.4));
        _sun = (random.NextDouble() * width, height * (0.1 + (random.NextDouble() * 0.3)), height * (0.04 + (random.NextDouble() * 0.05)));
        _hills = [.. Enumerable.Range(0, Ranges).Select(range => Ridge(random, range))];
    }

    /// <summary>Three bytes a pixel, row after row.</summary>
    public byte[] Paint()
    {
        var pixels = new byte[_width * _height * 3];
        for (var y = 0; y < _height; y++)
        {
            for (var x = 0; x < _width; x++) PaintAt(pixels.AsSpan(((y * _width) + x) * 3, 3), x, y);
        }
        return pixels;
    }

    // Waves of four lengths, each half as high as the one before: the outline of hills, farther ones higher up.
    private double[] Ridge(Random random, int range)
    {
        var phases = Enumerable.Range(0, 4).Select(_ => random.NextDouble() * 2 * Math.PI).ToArray();
        var start = _height * (0.45 + (0.13 * range));
        return [.. Enumerable.Range(0, _width).Select(x => start + (_height * 0.06 * Enumerable.Range(0, 4)
            .Sum(wave => Math.Sin((x * (3 + range) * (1 << wave) * 2.0 / _width) + phases[wave]) / (1 << wave))))];
    }

    private void PaintAt(Span<byte> pixel, int x, int y)
    {
        var range = Ranges - 1;
        while (range >= 0 && y < _hills[range][x]) range--;
        var (r, g, b) = range < 0 ? Sky(x, y) : Hill(range, x, y);
        (pixel[0], pixel[1], pixel[2]) = (Byte(r), Byte(g), Byte(b));
    }

    private (double, double, double) Sky(int x, int y)
    {
        var share = (double)y / _height;
        var distance = Math.Sqrt(((x - _sun.X) * (x - _sun.X)) + ((y - _sun.Y) * (y - _sun.Y))) / _sun.Radius;
        var glow = distance < 1 ? 1 : 0.6 / (distance * distance);
        return (Mix(_top.R, _bottom.R, share) + glow, Mix(_top.G, _bottom.G, share) + (glow * 0.9), Mix(_top.B, _bottom.B, share) + (glow * 0.6));
    }

    // Nearer ranges are darker and greener, and have the finer detail of what grows there.
    private static (double, double, double) Hill(int range, int x, int y)
    {
        var near = (range + 1.0) / Ranges;
        var detail = 0.12 * near * Math.Sin(x * 0.9) * Math.Sin(y * 0.7 * (1 + (x % 7 * 0.1)));
        var light = Mix(0.55, 0.18, near) + detail;
        return (light * 0.8, light, light * Mix(1.1, 0.5, near));
    }

    private static double Mix(double from, double to, double share) => from + ((to - from) * share);

    private byte Byte(double value)
    {
        // xorshift64 (Marsaglia 2003): a few steps a pixel, where a better generator would cost more than the scene.
        _noise ^= _noise << 13;
        _noise ^= _noise >> 7;
        _noise ^= _noise << 17;
        var grain = ((_noise >> 40) / (double)(1 << 24)) - 0.5;
        return (byte)Math.Clamp((value + (grain * 2 * Grain)) * 255, 0, 255);
    }
}
