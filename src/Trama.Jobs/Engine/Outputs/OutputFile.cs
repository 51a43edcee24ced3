using System.Security.Cryptography;

namespace Trama.Jobs.Engine.Outputs;

/// <summary>
/// A file that appears under its name only when it is complete: written beside it under a temporary name, flushed to the disk, renamed.
/// Runs where the function runs, so also in worker processes. What a killed run leaves is removed by the next (<see cref="Leftovers"/>).
/// </summary>
internal sealed class OutputFile : IDisposable
{
    /// <summary>How a temporary name begins and ends. Short, so that it fits wherever the final name does.</summary>
    public const string Prefix = ".trama-";

    /// <summary>See <see cref="Prefix"/>.</summary>
    public const string Suffix = ".part";

    private readonly string _path;
    private FileStream? _stream;
    private bool _committed;

    private OutputFile(string path, FileStream stream)
    {
        _path = path;
        _stream = stream;
        TemporaryPath = stream.Name;
    }

    /// <summary>Where the content is until <see cref="Commit"/>: locked against <see cref="Leftovers"/> for as long as it is open.</summary>
    public string TemporaryPath { get; }

    /// <summary>The content, to be written from the start.</summary>
    public Stream Stream => _stream ?? throw new ObjectDisposedException(nameof(OutputFile));

    /// <summary>Begins the file <paramref name="path"/>; the folders above it are made.</summary>
    /// <exception cref="JobException">TRM0780: no room; TRM0781: it can't be created there.</exception>
    public static OutputFile Create(string path) => Writing(path, () =>
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)) + Suffix);
        return new OutputFile(path, new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None));
    });

    /// <summary>Flushes it to the disk and gives it its name, in place of what had it.</summary>
    /// <exception cref="JobException">As from <see cref="Create"/>.</exception>
    public void Commit() => Writing(_path, () =>
    {
        // The disk first: a name that survives a power cut must not lead to content that did not.
        _stream!.Flush(flushToDisk: true);
        _stream.Dispose();
        _stream = null;
        File.Move(TemporaryPath, _path, overwrite: true);
        _committed = true;
        return true;
    });

    /// <summary>Writes all of <paramref name="content"/>.</summary>
    /// <exception cref="JobException">As from <see cref="Create"/>.</exception>
    public void Write(ReadOnlySpan<byte> content)
    {
        try
        {
            Stream.Write(content);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Explain(cause, _path);
        }
    }

    /// <summary>Removes what was not committed.</summary>
    public void Dispose()
    {
        try
        {
            _stream?.Dispose();
        }
        catch (IOException)
        {
            // What was still buffered does not fit: it is thrown away with the file.
        }
        _stream = null;
        if (!_committed)
            File.Delete(TemporaryPath);
    }

    private static T Writing<T>(string path, Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Explain(cause, path);
        }
    }
}
