using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Trama.Jobs.Engine.Outputs;
using Trama.Jobs.Files;
using Trama.Jobs.Photos.Filters;
using Trama.Jobs.Photos.Headers;
using Trama.Jobs.Photos.Vips;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Photos;

/// <summary>Filters one photo: header, decoder, filters, encoder, file.</summary>
internal static class PhotoFunctions
{
    private static readonly PhotoRecipe Blurred = new() { Filters = ["blur 3"] };

    /// <summary>Makes the output, which appears under its name when it is complete.</summary>
    /// <exception cref="JobException">What is wrong with the photo, or with the place for its output.</exception>
    public static PhotoResult Filter(PhotoInput input, CancellationToken cancellationToken)
    {
        var path = RawNames.Decode(input.Path);
        using var file = PhotoFile.Open(input.Path, path);
        var before = FileState.Of(file);
        // Made before anything is decoded: a place that can't be written costs no work.
        using var output = OutputFile.Create(input.Output);
        var (result, bytes) = Make(file, path, input.Recipe, cancellationToken);
        using (bytes)
        {
            if (FileState.Of(file) != before) throw JobErrors.FileChanged(path);
            output.Write(bytes.Span);
        }
        output.Commit();
        return result;
    }

    /// <summary>What <c>compare</c> does with each photo: blurs it, and gives the digest of what it would have written.</summary>
    /// <exception cref="JobException">What is wrong with the photo.</exception>
    public static string Blur(string path)
    {
        using var file = Open(path);
        // libvips runs to its end once it was called, as a native extension does that keeps Python's lock.
        AmbientLock.Checkpoint();
        var (_, bytes) = Make(file, path, Blurred, CancellationToken.None);
        using (bytes) return Convert.ToHexStringLower(SHA256.HashData(bytes.Span));
    }

    private static SafeFileHandle Open(string path)
    {
        using (AmbientLock.Suspend()) return PhotoFile.Open(RawNames.Encode(path), path);
    }

    /// <summary>Filters a photo that is open, into memory.</summary>
    /// <exception cref="JobException">What is wrong with the photo.</exception>
    public static (PhotoResult Result, VipsBytes Bytes) Make(SafeFileHandle file, string path, PhotoRecipe recipe, CancellationToken cancellationToken)
    {
        var header = PhotoFile.Header(file, path, recipe.Limits);
        using var scope = new VipsScope(cancellationToken);
        var source = scope.Source(file);
        try
        {
            var image = Chain(scope, source, path, header.Format, recipe);
            var format = recipe.Format ?? PhotoFormats.OwnOf(header.Format);
            CheckSides(image, path, format);
            using var killing = cancellationToken.UnsafeRegister(static killed => ((VipsImage)killed!).Kill(), image);
            var bytes = PhotoWriter.Save(image, format, recipe.Quality, recipe.Metadata == "strip");
            return (new(format, image.Width, image.Height, bytes.Span.Length, header.Frames), bytes);
        }
        catch (VipsException failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw JobErrors.Undecodable(path, source.Position, RandomAccess.GetLength(file), failure.Message);
        }
    }

    private static VipsImage Chain(VipsScope scope, VipsSource source, string path, PhotoFormat format, PhotoRecipe recipe)
    {
        var filters = recipe.Filters.Select(FilterTable.Parse).ToList();
        // A thumbnail that comes first decides how much is decoded at all.
        var small = filters is [Thumbnail first, ..] ? first.Read(scope, source, recipe.FailOn) : (VipsImage?)null;
        var loaded = small ?? PhotoReader.Load(source, scope, format, recipe.FailOn);
        var image = PhotoReader.Plain(loaded);
        foreach (var filter in filters.Skip(small is null ? 0 : 1))
        {
            image = filter.Apply(image);
            // Filters may make it larger than it was; and the next may need all of it in memory.
            if ((long)image.Width * image.Height > recipe.Limits.MaxPixels)
                throw JobErrors.TooManyPixels(path, image.Width, image.Height, recipe.Limits.MaxMegapixels);
        }
        return PhotoMetadata.Apply(image, recipe.Metadata);
    }

    private static void CheckSides(VipsImage image, string path, string format)
    {
        var longest = PhotoFormats.LongestSide(format);
        if (Math.Max(image.Width, image.Height) > longest) throw JobErrors.TooLongForFormat(path, image.Width, image.Height, format, longest);
    }
}
