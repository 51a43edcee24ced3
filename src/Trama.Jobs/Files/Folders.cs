using System.Runtime.InteropServices;

namespace Trama.Jobs.Files;

/// <summary>
/// Lists folders by the bytes of the names in them, with readdir(3), which mostly also tells what each is; elsewhere than on Linux by .NET.
/// </summary>
internal static partial class Folders
{
    // struct dirent on 64-bit Linux: inode 8, offset 8, length 2, type 1, name.
    private const int TypeOffset = 18;
    private const int NameOffset = 19;
    private const byte Unknown = 0;
    private const byte FolderType = 4;
    private const byte FileType = 8;
    private const byte LinkType = 10;

    /// <summary>The regular files and the folders directly in <paramref name="folder"/>. Pipes, sockets and devices are passed over.</summary>
    /// <param name="folder">Its path.</param>
    /// <param name="files">Gets the names of files.</param>
    /// <param name="folders">Gets the names of folders.</param>
    /// <param name="links">Gets the names of symbolic links, wherever they lead; null: they are passed over as well.</param>
    /// <exception cref="IOException">It can't be read.</exception>
    public static void Read(string folder, List<string> files, List<string> folders, List<string>? links = null)
    {
        if (OperatingSystem.IsLinux()) ReadRaw(folder, files, folders, links);
        else ReadPortable(folder, files, folders, links);
    }

    private static unsafe void ReadRaw(string folder, List<string> files, List<string> folders, List<string>? links)
    {
        var stream = OpenFolder([.. RawNames.Encode(folder), 0]);
        if (stream == 0) throw new IOException(Marshal.GetLastPInvokeErrorMessage(), Marshal.GetLastPInvokeError());
        try
        {
            // errno tells an error from the end only when it was 0 before.
            for (Marshal.SetLastSystemError(0); ReadFolder(stream) is not 0 and var entry; Marshal.SetLastSystemError(0))
            {
                var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)entry + NameOffset);
                if (name.SequenceEqual("."u8) || name.SequenceEqual(".."u8)) continue;
                Sort(RawNames.Decode(name), ((byte*)entry)[TypeOffset], folder, files, folders, links);
            }
            if (Marshal.GetLastSystemError() is not 0 and var error) throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
        finally
        {
            _ = CloseFolder(stream);
        }
    }

    private static void Sort(string name, byte type, string folder, List<string> files, List<string> folders, List<string>? links)
    {
        if (type == Unknown) type = TypeOf(Path.Combine(folder, name));
        if (type == FileType) files.Add(name);
        else if (type == FolderType) folders.Add(name);
        else if (type == LinkType) links?.Add(name);
    }

    // Some file systems leave it to be asked for.
    private static byte TypeOf(string path)
        => FileState.OfLink(path) is { } state
            ? state.Kind switch { FileKind.Regular => FileType, FileKind.Folder => FolderType, _ => LinkType }
            : LinkType;

    private static void ReadPortable(string folder, List<string> files, List<string> folders, List<string>? links)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (entry.Attributes.HasFlag(FileAttributes.ReparsePoint)) links?.Add(entry.Name);
            else (entry.Attributes.HasFlag(FileAttributes.Directory) ? folders : files).Add(entry.Name);
        }
    }

    [LibraryImport("libc", EntryPoint = "opendir", SetLastError = true)]
    private static partial nint OpenFolder(ReadOnlySpan<byte> path);

    [LibraryImport("libc", EntryPoint = "readdir")]
    private static partial nint ReadFolder(nint stream);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int CloseFolder(nint stream);
}
