using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Files;

/// <summary>Hashing one file, a buffer at a time, so that its size costs no memory.</summary>
internal static class FilesFunctions
{
    /// <summary>Large enough that a call per buffer costs nothing beside its hash, small enough for the second-level cache.</summary>
    public const int BufferBytes = 128 * 1024;

    /// <summary>The file's SHA-256, lower-case hexadecimal.</summary>
    /// <exception cref="JobException">TRM0722: the file can't be opened or read.</exception>
    public static string Hash(string path)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            return Hash(path, buffer);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw JobErrors.Unreadable(path, cause.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Hash(string path, byte[] buffer)
    {
        using var file = Open(path);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long offset = 0; Read(file, buffer, offset) is > 0 and var count; offset += count)
        {
            hash.AppendData(buffer, 0, count);
            AmbientLock.Checkpoint();
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // The lock is let go around what may wait for the disk, and only there.
    private static SafeFileHandle Open(string path)
    {
        using (AmbientLock.Suspend())
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
    }

    private static int Read(SafeFileHandle file, byte[] buffer, long offset)
    {
        using (AmbientLock.Suspend()) return RandomAccess.Read(file, buffer, offset);
    }
}
