using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Trama.Jobs.Engine;
using Trama.Jobs.Files;

namespace Trama.Jobs.Hash;

/// <summary>Hashes one file, a buffer at a time: no mapping, so a file that shrinks meanwhile is an error and not a signal.</summary>
internal static class HashFunctions
{
    // Larger than the second-level cache gains nothing, smaller costs calls.
    private const int BufferBytes = 256 * 1024;

    // What a disk can fetch while a buffer of this many bytes is hashed, so that it never waits for us.
    private const long AheadBytes = 8 << 20;

    // Some milliseconds' work: a call and its answer cost next to nothing beside it.
    public static JobBatch Batch { get; } = new(128, 2 << 20);

    public static ItemOutcome<HashResult>[] HashMany(HashInput[] inputs, CancellationToken cancellationToken)
        => JobBatch.Run(inputs, Hash, cancellationToken);

    [ThreadStatic]
    private static byte[]? _buffer;

    /// <summary>The digest of a file that nobody changed while it was read.</summary>
    /// <exception cref="JobException">TRM0720, TRM0722, TRM0723, TRM0782: it can't be read; TRM0783: it was changed.</exception>
    public static HashResult Hash(HashInput input, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var file = RawFile.Open(input.Path);
            // Mostly the planner's look does for a first one. What it saw may be gone by now: then it is looked at once more.
            return Whole(file, input.Seen, input, started, cancellationToken)
                ?? Whole(file, Regular(file, input.Path), input, started, cancellationToken)
                ?? throw JobErrors.FileChanged(RawNames.Decode(input.Path));
        }
        catch (IOException cause)
        {
            throw JobErrors.Unreadable(RawNames.Decode(input.Path), cause.Message);
        }
    }

    private static FileState Regular(SafeFileHandle file, byte[] path)
    {
        var state = FileState.Of(file);
        return state.Kind == FileKind.Regular
            ? state
            : throw JobErrors.NotAFile(RawNames.Decode(path), state.Kind == FileKind.Folder ? "folder" : "special");
    }

    // Null when what was read is not what was there before: the state after it has to be the same, and the bytes as many as it says. Files
    // that the system makes up (/proc) say 0.
    private static HashResult? Whole(SafeFileHandle file, FileState before, HashInput input, long started, CancellationToken cancellationToken)
    {
        var (digest, bytes, hashing) = Digest(file, before.Size, input.Algorithm, cancellationToken);
        if (Regular(file, input.Path) != before || (bytes != before.Size && before.Size > 0)) return null;
        var reading = Stopwatch.GetElapsedTime(started) - hashing;
        return new(
            Convert.ToHexStringLower(digest), bytes, before.Identity(DateTimeOffset.UtcNow), reading.TotalMicroseconds, hashing.TotalMicroseconds);
    }

    // Thread by thread: a buffer from a shared pool would be as large for a file of ten bytes.
    private static byte[] Buffer => _buffer ??= GC.AllocateUninitializedArray<byte>(BufferBytes);

    private static (byte[] Digest, long Bytes, TimeSpan Hashing) Digest(SafeFileHandle file, long size, string algorithm, CancellationToken cancellationToken)
    {
        var buffer = Buffer;
        var count = RawFile.Read(file, buffer, 0);
        // The whole of a small file, in one step. Its end need not be looked for: had it grown, its state would tell.
        if (count != size || count == 0)
            return DigestLarge(file, buffer, count, size, algorithm, cancellationToken);
        var started = Stopwatch.GetTimestamp();
        var digest = CryptographicOperations.HashData(Algorithms.Of(algorithm), buffer.AsSpan(0, count));
        return (digest, count, Stopwatch.GetElapsedTime(started));
    }

    // Reading and hashing overlap: the system fetches what comes next while this is computed. A second thread for copying out of the
    // system's memory would only take a core from another file.
    private static (byte[] Digest, long Bytes, TimeSpan Hashing) DigestLarge(
        SafeFileHandle file, byte[] buffer, int count, long size, string algorithm, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(Algorithms.Of(algorithm));
        var hashing = TimeSpan.Zero;
        long offset = 0, asked = 0;
        while (count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (offset + AheadBytes > asked && asked < size)
            {
                RawFile.ReadAhead(file, asked, AheadBytes);
                asked += AheadBytes;
            }
            var started = Stopwatch.GetTimestamp();
            hash.AppendData(buffer, 0, count);
            hashing += Stopwatch.GetElapsedTime(started);
            offset += count;
            count = RawFile.Read(file, buffer, offset);
        }
        return (hash.GetHashAndReset(), offset, hashing);
    }
}
