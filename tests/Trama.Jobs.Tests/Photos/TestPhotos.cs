using Trama.Jobs.Files;
using Trama.Jobs.Photos;
using Trama.Jobs.Photos.Headers;
using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Tests.Photos;

/// <summary>Small photos with known pixels, and the pixels of what was made of them.</summary>
internal static class TestPhotos
{
    /// <summary>Red in the upper left quarter, green to its right, blue below it, white in the last.</summary>
    public static byte[] Quarters(int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (isRight, isLow) = (x >= width / 2, y >= height / 2);
                byte[] colour = (isRight, isLow) switch { (false, false) => [255, 0, 0], (true, false) => [0, 255, 0], (false, true) => [0, 0, 255], _ => [255, 255, 255] };
                colour.CopyTo(pixels, ((y * width) + x) * 3);
            }
        }
        return pixels;
    }

    /// <summary>Saves pixels of three bytes; <paramref name="tell"/> may say more of the photo, such as its orientation.</summary>
    public static void Write(string path, byte[] pixels, int width, int height, string saver = "pngsave_target", Action<VipsImage>? tell = null)
    {
        using var scope = new VipsScope();
        var image = VipsImage.FromRgb(scope, pixels, width, height);
        tell?.Invoke(image);
        using var bytes = image.Save(saver, saving => saver.StartsWith("jpeg", StringComparison.Ordinal) ? saving.With("Q", 95) : saving);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes.Span);
    }

    /// <summary>What is in a photo, as it lies in the file.</summary>
    public static Pixels Read(string path)
    {
        using var scope = new VipsScope();
        using var file = PhotoFile.Open(RawNames.Encode(path), path);
        var header = PhotoFile.Header(file, path, PhotoLimits.Default);
        var image = PhotoReader.Load(scope.Source(file), scope, header.Format, "warning");
        var (bands, fields) = (image.Bands, image.Fields());
        var rgb = image.HasAlpha ? image.Call("flatten").With("background", [255.0]).Image() : image;
        using var ppm = rgb.Call("colourspace").With("space", "srgb").Image().Save("ppmsave_target", static saving => saving);
        return new(header.Width, header.Height, bands, image.Orientation, fields, ppm.Span[^(header.Width * header.Height * 3)..].ToArray());
    }
}

/// <summary>A photo's pixels, three bytes each, on white where it is transparent.</summary>
internal sealed record Pixels(int Width, int Height, int Bands, int Orientation, List<string> Fields, byte[] Bytes)
{
    public (int R, int G, int B) At(int x, int y)
    {
        var at = ((y * Width) + x) * 3;
        return (Bytes[at], Bytes[at + 1], Bytes[at + 2]);
    }
}
