using Microsoft.Win32.SafeHandles;
using Trama.Jobs.Files;
using Trama.Jobs.Photos.Headers;
using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos.Filters;

/// <summary>A picture, a fifth as wide as the photo; where it is transparent the photo is seen.</summary>
internal sealed class PictureWatermark(string path) : Watermark
{
    private const double Share = 0.2;

    protected override (VipsImage Mark, VipsImage Mask) MarkOf(VipsImage photo)
    {
        var picture = Scaled(Load(photo.Scope), photo);
        var colours = Colours.Rgb(picture);
        var mask = colours.HasAlpha
            ? colours.Call("extract_band").With("band", 3).Image()
            : new Gray().Apply(colours).Filled([Colours.White]);
        var bare = colours.HasAlpha ? colours.Call("extract_band").With("band", 0).With("n", 3).Image() : colours;
        return (photo.HasAlpha ? bare.Call("bandjoin_const").With("c", [Colours.White]).Image() : bare, mask);
    }

    /// <summary>The picture's file.</summary>
    public string Path { get; } = path;

    /// <summary>Whether the picture can be used.</summary>
    /// <exception cref="JobException">TRM0726: it can't.</exception>
    public void Check()
    {
        using var file = Open(out _);
    }

    private SafeFileHandle Open(out PhotoHeader header)
    {
        SafeFileHandle? file = null;
        try
        {
            file = PhotoFile.Open(RawNames.Encode(Path), Path);
            header = PhotoFile.Header(file, Path, PhotoLimits.Default);
            return file;
        }
        catch (JobException cause) when (cause.Id != JobErrors.DescriptorsUsedUpId)
        {
            file?.Dispose();
            throw JobErrors.BadWatermark(Path, cause.Id == "TRM0720" ? "no-file" : "no-picture");
        }
    }

    private VipsImage Load(VipsScope scope)
    {
        using var file = Open(out var header);
        try
        {
            // Read from twice, for its colours and for its transparency.
            return PhotoReader.Plain(PhotoReader.Load(scope.Source(file), scope, header.Format, "warning")).InMemory();
        }
        catch (VipsException cause) when (!scope.Cancellation.IsCancellationRequested)
        {
            throw JobErrors.BadWatermark(Path, cause.Message);
        }
    }

    private static VipsImage Scaled(VipsImage picture, VipsImage photo)
        => Resize.By(new Box(Math.Max(1, (int)(Share * photo.Width)), photo.Height, 0).ScaleOf(picture.Width, picture.Height), picture);
}
