using System.Collections.Concurrent;
using Trama.Jobs.Engine;
using Trama.Jobs.Files;

namespace Trama.Jobs.Hash;

/// <summary>Finds the files below what was named, sorted by the bytes of their names, as <c>LC_ALL=C sort</c> would.</summary>
internal sealed class HashPlanner(HashRequest request)
{
    // Between so many files it is looked whether to go on: a slow disk's worth of a second.
    private const int FilesALook = 512;

    private readonly List<(string Path, byte[] Raw)> _files = [];
    private readonly List<RefusedItem> _refused = [];

    public JobPlan<HashInput> Plan(CancellationToken cancellationToken)
    {
        foreach (var path in request.Paths.Distinct(StringComparer.Ordinal)) Add(path, cancellationToken);
        _files.Sort(static (one, other) => one.Raw.AsSpan().SequenceCompareTo(other.Raw));
        var now = DateTimeOffset.UtcNow;
        return new() { Items = Items([.. Distinct()], now, cancellationToken), Refused = _refused };
    }

    // On all cores: for small files the look at each is a third of the whole work.
    private JobItem<HashInput>[] Items((string Path, byte[] Raw)[] files, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var items = new JobItem<HashInput>[files.Length];
        if (files.Length == 0) return items;
        var options = new ParallelOptions { CancellationToken = cancellationToken, MaxDegreeOfParallelism = Environment.ProcessorCount };
        Parallel.ForEach(Partitioner.Create(0, files.Length, FilesALook), options, range =>
        {
            for (var i = range.Item1; i < range.Item2; i++) items[i] = ItemOf(files[i].Path, files[i].Raw, now);
        });
        return items;
    }

    private void Add(string path, CancellationToken cancellationToken)
    {
        switch (FileState.Of(path).Kind)
        {
            case FileKind.Missing:
                _refused.Add(new(path, JobErrors.PathMissing(path)));
                break;
            case FileKind.Other:
                _refused.Add(new(path, JobErrors.NotAFile(path, "special")));
                break;
            case FileKind.Folder:
                Walk(path, cancellationToken);
                break;
            default:
                _files.Add((path, RawNames.Encode(path)));
                break;
        }
    }

    // A stack of its own: folders may be nested deeper than a thread's stack goes.
    private void Walk(string root, CancellationToken cancellationToken)
    {
        var waiting = new Stack<string>([root]);
        var (files, folders) = (new List<string>(), new List<string>());
        while (waiting.TryPop(out var folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            (files, folders) = ([], []);
            try
            {
                Folders.Read(folder, files, folders);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                _refused.Add(new(folder, JobErrors.Unreadable(folder, cause.Message)));
            }
            var prefix = folder.EndsWith('/') ? folder : folder + "/";
            foreach (var file in files) _files.Add((prefix + file, RawNames.Encode(prefix + file)));
            foreach (var below in folders) waiting.Push(prefix + below);
        }
    }

    // A file may be named twice, by itself and by its folder.
    private IEnumerable<(string Path, byte[] Raw)> Distinct()
    {
        string? last = null;
        foreach (var file in _files)
        {
            if (file.Path != last) yield return file;
            last = file.Path;
        }
    }

    private JobItem<HashInput> ItemOf(string path, byte[] raw, DateTimeOffset now)
    {
        var state = FileState.Of(raw);
        return new() { Key = path, Input = new(raw, request.Algorithm, state), Identity = state.Identity(now), Weight = state.Size };
    }
}

/// <summary>What to hash.</summary>
/// <param name="Paths">Files, and folders that stand for everything below them.</param>
/// <param name="Algorithm">One of <see cref="Algorithms.All"/>.</param>
internal sealed record HashRequest(IReadOnlyList<string> Paths, string Algorithm);
