using System.Globalization;
using Trama.Jobs.Engine.Outputs;
using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos.Samples;

/// <summary>Makes one photo-like JPEG, with the EXIF of a camera.</summary>
internal static class SampleFunctions
{
    // Of the usual proportions; small enough that a thousand are soon made.
    private static readonly (int Width, int Height)[] Sizes = [(1600, 1200), (1800, 1200), (1920, 1080), (1440, 1440)];

    private const int Quality = 90;

    // Every eighth was taken with the camera held upright.
    private const int Upright = 8;
    private const int TurnedRight = 6;

    // Beyond so many samples, times come again.
    private const int DistinctTimes = 100_000;

    public static SampleResult Make(SampleInput input, CancellationToken cancellationToken)
    {
        var (width, height) = Sizes[input.Number % Sizes.Length];
        using var output = OutputFile.Create(input.Output);
        using var scope = new VipsScope();
        var image = Picture(scope, input.Number, width, height);
        cancellationToken.ThrowIfCancellationRequested();
        Tell(image, input.Number);
        using var bytes = image.Save("jpegsave_target", static saver => saver.With("Q", Quality));
        output.Write(bytes.Span);
        output.Commit();
        return new(width, height, bytes.Span.Length);
    }

    // A camera held upright sees an upright scene, keeps it lying, and says so.
    private static VipsImage Picture(VipsScope scope, int number, int width, int height)
    {
        if (number % Upright != 0) return VipsImage.FromRgb(scope, new SampleScene(number, width, height).Paint(), width, height);
        var scene = VipsImage.FromRgb(scope, new SampleScene(number, height, width).Paint(), height, width);
        return scene.Call("rot").With("angle", "d270").Image().WithOwnFields();
    }

    // libvips's names for EXIF's tags; it reads the text up to the bracket.
    private static void Tell(VipsImage image, int number)
    {
        var taken = new DateTime(2024, 1, 1, 8, 0, 0).AddMinutes(37L * (number % DistinctTimes));
        image.Set("exif-ifd0-Make", "Trama");
        image.Set("exif-ifd0-Model", "Sample camera");
        image.Set("exif-ifd2-DateTimeOriginal", taken.ToString("yyyy:MM:dd HH:mm:ss", CultureInfo.InvariantCulture));
        image.Set("exif-ifd2-ISOSpeedRatings", "200");
        image.Set("exif-ifd3-GPSLatitudeRef", "S");
        image.Set("exif-ifd3-GPSLatitude", "22/1 57/1 6/1");
        image.Set("exif-ifd3-GPSLongitudeRef", "W");
        image.Set("exif-ifd3-GPSLongitude", "43/1 12/1 37/1");
        if (number % Upright == 0) image.Set("orientation", TurnedRight);
    }
}
