using Trama.Jobs.Engine;
using Trama.Jobs.Files;
using Trama.Jobs.Photos.Filters;

namespace Trama.Jobs.Photos;

/// <summary>Lists photos and the files to make of them: the tree below a folder stays as it is.</summary>
internal sealed class PhotosPlanner(PhotosRequest request)
{
    // A pixel costs as much as so many bytes. Measured with a blur of real JPEGs on one thread: 30 ns a byte to decode, 12 ns a pixel for
    // all else.
    private const double BytesPerPixel = 0.4;

    private readonly string _output = Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Output));
    private readonly PhotoFinder _finder = new(request.Output);
    private readonly Originals _originals = new();
    private readonly List<string> _inputs = [.. request.Inputs.Distinct(StringComparer.Ordinal)];
    private readonly List<(string Path, string Below)> _found = [];
    private readonly List<RefusedItem> _refused = [];

    /// <summary>Refuses what can't be met at all: a folder that would be its own output, a watermark that can't be read.</summary>
    /// <exception cref="JobException">TRM0725, TRM0726.</exception>
    public void Check()
    {
        foreach (var filter in request.Recipe.Filters.Select(FilterTable.Parse)) (filter as PictureWatermark)?.Check();
        if (_inputs.Find(input => FileState.Of(input).Kind == FileKind.Folder && IsOutput(input)) is { } folder) throw JobErrors.OutputIsInput(folder);
    }

    /// <summary>Lists everything, the same in every run.</summary>
    public JobPlan<PhotoInput> Plan(CancellationToken cancellationToken)
    {
        foreach (var input in _inputs) Add(input, cancellationToken);
        // What was found twice stays in the order of the arguments: the first decides where it goes.
        var found = _found.OrderBy(static photo => photo.Path, StringComparer.Ordinal).ToList();
        found.ForEach(photo => _originals.Add(photo.Path));
        var items = Items(found, cancellationToken);
        return new()
        {
            Items = items,
            Refused = [.. _refused, .. _finder.Unreadable.Select(one => new RefusedItem(one.Folder, JobErrors.Unreadable(one.Folder, one.Why)))],
            Notices =
            [
                .. Counted(Notices.NotNamedLikePhotos, _finder.Others),
                .. Counted(Notices.PhotosThatAreLinks, _finder.Links),
            ],
        };
    }

    private static Notice[] Counted(string code, int items) => items > 0 ? [Notices.Create(code, ("items", items))] : [];

    private bool IsOutput(string folder)
        => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) == _output
            || FileState.Of(folder).IsSameAs(FileState.Of(_output));

    private void Add(string input, CancellationToken cancellationToken)
    {
        switch (FileState.Of(input).Kind)
        {
            case FileKind.Missing:
                _refused.Add(new(input, JobErrors.PathMissing(input)));
                break;
            case FileKind.Other:
                _refused.Add(new(input, JobErrors.NotAFile(input, "special")));
                break;
            case FileKind.Folder:
                AddFolder(input, cancellationToken);
                break;
            default:
                _found.Add((input, Path.GetFileName(input)));
                break;
        }
    }

    // One folder's tree is mirrored; of several each keeps its name, as theirs may hold files of the same name.
    private void AddFolder(string folder, CancellationToken cancellationToken)
    {
        var above = _inputs.Count > 1 ? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) : "";
        var prefix = folder.EndsWith('/') ? folder : folder + "/";
        foreach (var name in _finder.Below(folder, cancellationToken)) _found.Add((prefix + name, Path.Combine(above, name)));
    }

    private List<JobItem<PhotoInput>> Items(List<(string Path, string Below)> found, CancellationToken cancellationToken)
    {
        var items = new List<JobItem<PhotoInput>>(found.Count);
        var makers = new Dictionary<string, string>(IsBlindToCase() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, below) in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Named twice, by itself and by its folder.
            if (!seen.Add(Path.GetFullPath(path))) continue;
            try
            {
                var item = ItemOf(path, below);
                if (!makers.TryAdd(item.Output!, path)) throw JobErrors.SameOutput(path, makers[item.Output!], item.Output!);
                items.Add(item);
            }
            catch (JobException cause)
            {
                _refused.Add(new(path, cause));
            }
        }
        return items;
    }

    // A stick with FAT takes IMG.jpg and img.jpg for one file. Told by the folder of the journal, which is there before the planner looks.
    private bool IsBlindToCase()
        => !OperatingSystem.IsLinux()
            || FileState.Of(Path.Combine(_output, PhotoFinder.OwnFolder))
                .IsSameAs(FileState.Of(Path.Combine(_output, PhotoFinder.OwnFolder.ToUpperInvariant())));

    private JobItem<PhotoInput> ItemOf(string path, string below)
    {
        var raw = RawNames.Encode(path);
        using var file = PhotoFile.Open(raw, path);
        var state = FileState.Of(file);
        // All of the header, so that what can't be begun is known before anything is.
        var header = PhotoFile.Header(file, path, request.Recipe.Limits);
        var format = request.Recipe.Format ?? PhotoFormats.OwnOf(header.Format);
        var output = Path.Combine(_output, PhotoFormats.Rename(RawNames.Readable(below), format));
        if (_originals.Contains(output)) throw JobErrors.OutputIsInput(path);
        return new()
        {
            Key = path,
            Input = new(raw, output, request.Recipe),
            Identity = state.Identity(DateTimeOffset.UtcNow),
            Output = output,
            Source = Path.GetFullPath(path),
            Weight = state.Size,
            Effort = state.Size + (long)(BytesPerPixel * header.Width * header.Height),
        };
    }
}
