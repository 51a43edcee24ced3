using Trama.Jobs.Files;

namespace Trama.Jobs.Photos;

/// <summary>Finds what is named like a photo below a folder. Links are not followed: they could lead around in circles.</summary>
internal sealed class PhotoFinder
{
    // Where journals are: nobody's photos.
    public const string OwnFolder = ".trama";

    private readonly string? _leftOut;
    private readonly FileState _leftOutState;

    /// <param name="leftOut">A folder that is not looked into: where photos are made may lie among the originals.</param>
    public PhotoFinder(string? leftOut = null)
    {
        _leftOut = leftOut is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(leftOut));
        _leftOutState = _leftOut is null ? default : FileState.Of(_leftOut);
    }

    /// <summary>How many files had other names.</summary>
    public int Others { get; private set; }

    /// <summary>How many were named like photos and are symbolic links.</summary>
    public int Links { get; private set; }

    /// <summary>Folders that could not be read, and why.</summary>
    public List<(string Folder, string Why)> Unreadable { get; } = [];

    /// <summary>The names below <paramref name="folder"/>, from there on: <c>a.jpg</c>, <c>2024/b.png</c>.</summary>
    public IEnumerable<string> Below(string folder, CancellationToken cancellationToken)
    {
        var root = folder.EndsWith('/') ? folder : folder + "/";
        var waiting = new Stack<string>([""]);
        while (waiting.TryPop(out var below))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (files, folders) = Read(root + below);
            foreach (var name in folders.Where(name => name != OwnFolder && !IsLeftOut(root + below + name)))
                waiting.Push(below + name + "/");
            foreach (var name in files)
            {
                if (PhotoFormats.IsNamedLikeAPhoto(name)) yield return below + name;
                else Others++;
            }
        }
    }

    // By what it is too: a link above it gives it another name.
    private bool IsLeftOut(string folder)
        => _leftOut is not null && (Path.GetFullPath(folder) == _leftOut || _leftOutState.IsSameAs(FileState.Of(folder)));

    private (List<string> Files, List<string> Folders) Read(string folder)
    {
        var (files, folders) = (new List<string>(), new List<string>());
        try
        {
            var links = new List<string>();
            Folders.Read(folder, files, folders, links);
            Links += links.Count(PhotoFormats.IsNamedLikeAPhoto);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            Unreadable.Add((folder, cause.Message));
        }
        return (files, folders);
    }
}
