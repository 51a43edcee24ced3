using Trama.Jobs.Files;

namespace Trama.Jobs.Photos;

/// <summary>
/// Files that nothing may be written over. Known by what they are, as a link may lead from one name to another; by their names where the
/// system does not tell.
/// </summary>
internal sealed class Originals
{
    private readonly HashSet<(ulong Device, ulong Inode)> _files = [];

    // Where inodes are not told (macOS, Windows), names that differ only in case are one file.
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    public void Add(string path)
    {
        if (FileState.Of(path) is { Inode: not 0 } state) _files.Add((state.Device, state.Inode));
        else _names.Add(Path.GetFullPath(path));
    }

    public bool Contains(string path)
        => FileState.Of(path) is { Inode: not 0 } state ? _files.Contains((state.Device, state.Inode)) : _names.Contains(Path.GetFullPath(path));
}
