namespace Trama.Jobs.Files;

/// <summary>What a path leads to, links followed.</summary>
internal enum FileKind
{
    Missing,
    Regular,
    Folder,

    /// <summary>A pipe, a socket or a device: reading it may never end.</summary>
    Other,
}

/// <summary>
/// Tells files from pipes, sockets and devices before they are opened: .NET does not tell, and opening a pipe waits for its writer.
/// Elsewhere than on Linux everything that exists and is no folder counts as a file.
/// </summary>
internal static class FileKinds
{
    public static FileKind Of(string path) => FileState.Of(path).Kind;
}
