using Trama.Jobs.Engine;
using Trama.Jobs.Files;
using Trama.Jobs.Photos.Filters;

namespace Trama.Jobs.Photos;

/// <summary>Lists photos and the files to make of them: the tree below a folder stays as it is.</summary>
internal sealed class PhotosPlanner(PhotosRequest request)
{
    private readonly string _output = Path.GetFullPath(request.Output).TrimEnd('/');
    private readonly PhotoFinder _finder = new(Path.GetFullPath(request.Output));
    private readonly List<string> _inputs = [.. request.Inputs.Distinct(StringComparer.Ordinal)];
    private readonly List<(string Path, string Below)> _found = [];
    private readonly List<RefusedItem> _refused = [];

    public JobPlan<PhotoInput> Plan(CancellationToken cancellationToken)
    {
        CheckWatermarks();
        foreach (var input in _inputs) Add(input, cancellationToken);
        _found.Sort(static (one, other) => string.CompareOrdinal(one.Path, other.Path));
        var items = Items(cancellationToken);
        return new()
        {
            Items = items,
            Refused = [.. _refused, .. _finder.Unreadable.Select(one => new RefusedItem(one.Folder, JobErrors.Unreadable(one.Folder, one.Why)))],
            Notices = _finder.Others > 0 ? [Notices.Create(Notices.NotNamedLikePhotos, ("items", _finder.Others))] : [],
        };
    }

    private void CheckWatermarks()
    {
        foreach (var filter in request.Recipe.Filters.Select(FilterTable.Parse)) (filter as PictureWatermark)?.Check();
    }

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
        var full = Path.GetFullPath(folder).TrimEnd('/');
        if (full == _output) throw JobErrors.OutputIsInput(folder);
        var above = _inputs.Count > 1 ? Path.GetFileName(full) : "";
        var prefix = folder.EndsWith('/') ? folder : folder + "/";
        foreach (var name in _finder.Below(folder, cancellationToken)) _found.Add((prefix + name, Path.Combine(above, name)));
    }

    private List<JobItem<PhotoInput>> Items(CancellationToken cancellationToken)
    {
        var items = new List<JobItem<PhotoInput>>(_found.Count);
        var makers = new Dictionary<string, string>(StringComparer.Ordinal);
        string? last = null;
        foreach (var (path, below) in _found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Named twice, by itself and by its folder.
            if (path == last) continue;
            last = path;
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

    private JobItem<PhotoInput> ItemOf(string path, string below)
    {
        var raw = RawNames.Encode(path);
        using var file = PhotoFile.Open(raw, path);
        var state = FileState.Of(file);
        // All of the header, so that what can't be begun is known before anything is.
        var header = PhotoFile.Header(file, path, request.Recipe.Limits);
        var format = request.Recipe.Format ?? PhotoFormats.OwnOf(header.Format);
        var output = Path.Combine(_output, PhotoFormats.Rename(RawNames.Readable(below), format));
        // By what it is, not by what it is called: a link may lead from one name to the other.
        if (FileState.Of(output) is { Kind: FileKind.Regular } there && (there.Inode, there.Device) == (state.Inode, state.Device) && there.Inode != 0)
            throw JobErrors.OutputIsInput(path);
        return new()
        {
            Key = path,
            Input = new(raw, output, request.Recipe),
            Identity = state.Identity(DateTimeOffset.UtcNow),
            Output = output,
            Weight = state.Size,
        };
    }
}
