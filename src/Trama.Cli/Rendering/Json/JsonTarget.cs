using System.Runtime.InteropServices;

namespace Trama.Cli.Rendering.Json;

/// <summary>Where an envelope goes.</summary>
internal static partial class JsonTarget
{
    /// <summary>The name that stands for standard output.</summary>
    public const string StandardOutput = "-";

    private const int ForWriting = 2;
    private const int PermissionDenied = 13;

    /// <summary>Tries whether <paramref name="path"/> can be written, and leaves everything as it was.</summary>
    /// <exception cref="IOException">It can't.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be.</exception>
    public static void Probe(string path)
    {
        if (Directory.Exists(path))
            throw new IOException("is-folder");
        if (!File.Exists(path))
        {
            using var trial = Create(path);
        }
        else if (!OperatingSystem.IsWindows() && Access(path, ForWriting) != 0)
        {
            // Asked, not opened: the reader of a named pipe would see its end.
            throw Marshal.GetLastPInvokeError() == PermissionDenied
                ? new UnauthorizedAccessException()
                : new IOException(Marshal.GetLastPInvokeErrorMessage());
        }
    }

    /// <summary>
    /// Writes <paramref name="content"/> to <paramref name="path"/>. A new file appears whole or not at all, so that neither a full disk nor
    /// a kill leaves half of one; what exists is written in place, for it may be a link, a device or a pipe.
    /// </summary>
    public static void Write(string path, byte[] content)
    {
        if (File.Exists(path))
        {
            File.WriteAllBytes(path, content);
            return;
        }
        using var beside = Create(path);
        beside.Write(content);
        beside.Flush(flushToDisk: true);
        File.Move(beside.Name, path);
    }

    // Closing deletes it by its name, which after a move is no longer there.
    private static FileStream Create(string path) => new(
        $"{path}.{Environment.ProcessId}.tmp", FileMode.CreateNew, FileAccess.Write, FileShare.Delete, 1, FileOptions.DeleteOnClose);

    [LibraryImport("libc", EntryPoint = "access", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Access(string path, int mode);
}
