using Trama.Jobs.Files;
using Trama.Jobs.Photos.Headers;
using Trama.Jobs.Photos.Vips;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Photos.Compare;

/// <summary>
/// Finds the photos, or makes some. Each is looked at and read once: one that can't be used is named before anything is measured, and every
/// round of every model then reads from the page cache.
/// </summary>
internal static class PhotosWork
{
    /// <exception cref="JobException">There is no libvips, no photo, or one that can't be read.</exception>
    public static async Task<PlannedWork> PlanAsync(WorkRequest request, CancellationToken cancellationToken)
    {
        VipsLibrary.Check();
        if (request.Inputs.Count == 0) return await MadePhotos.PlanAsync(request.Seed, cancellationToken);
        var photos = request.Inputs.SelectMany(input => Expand(input, cancellationToken)).Distinct(StringComparer.Ordinal).ToList();
        var bytes = photos.Sum(photo => ReadOnce(photo, cancellationToken));
        return new()
        {
            Items = photos,
            Input = Notices.Create(Notices.PhotosInput, ("path", string.Join(", ", request.Inputs)), ("items", photos.Count), ("bytes", bytes)),
        };
    }

    private static List<string> Expand(string input, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(input);
        switch (FileKinds.Of(path))
        {
            case FileKind.Missing: throw JobErrors.PathMissing(input);
            case FileKind.Regular: return [path];
            case FileKind.Other: throw JobErrors.NotAFile(input, "special");
        }

        var finder = new PhotoFinder();
        List<string> found = [.. finder.Below(path, cancellationToken).Select(name => Path.Combine(path, name)).Order(StringComparer.Ordinal)];
        if (finder.Unreadable is [var (folder, why), ..]) throw JobErrors.Unreadable(folder, why);
        return found.Count > 0 ? found : throw JobErrors.NoPhotos(input);
    }

    private static long ReadOnce(string path, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var file = PhotoFile.Open(RawNames.Encode(path), path);
        PhotoFile.Header(file, path, PhotoLimits.Default);
        var buffer = new byte[FilesFunctions.BufferBytes];
        long offset = 0;
        try
        {
            while (RawFile.Read(file, buffer, offset) is > 0 and var count) offset += count;
        }
        catch (IOException cause)
        {
            throw JobErrors.Unreadable(path, cause.Message);
        }
        return offset;
    }
}
