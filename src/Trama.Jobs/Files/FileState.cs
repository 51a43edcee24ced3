using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Trama.Jobs.Files;

/// <summary>
/// What the system says of a file, links followed: by statx on Linux, whose layout is the same on every architecture; elsewhere by .NET,
/// which tells no inode.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">When it was last written, in nanoseconds since 1970 (as fine as the file system keeps it).</param>
/// <param name="Inode">Which file of its device it is; 0 where that is not told.</param>
/// <param name="Device">Which device it is on; 0 where that is not told.</param>
internal readonly partial record struct FileState(FileKind Kind, long Size, long Modified, ulong Inode, ulong Device)
{
    // How coarse the coarsest file systems keep times (FAT: two seconds): a file that was written as recently may be written again
    // without a trace in its time.
    private const long Settled = 2_000_000_000;

    private const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const int NoFollow = 0x100;
    private const uint BasicStats = 0x7ff;
    private const int StructBytes = 256;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;
    private const int FolderType = 0x4000;
    private const int NoEntry = 2;
    private const int NotAFolder = 20;

    /// <summary>The file at <paramref name="path"/>. One that can't be looked at counts as regular: opening it names the trouble.</summary>
    public static FileState Of(string path) => OperatingSystem.IsLinux() ? Of(RawNames.Encode(path)) : OfPortable(path);

    /// <summary>The same by the bytes of its name.</summary>
    public static FileState Of(byte[] path)
    {
        if (!OperatingSystem.IsLinux()) return OfPortable(RawNames.Decode(path));
        Span<byte> stat = stackalloc byte[StructBytes];
        if (Statx(CurrentFolder, [.. path, 0], 0, BasicStats, stat) == 0) return Read(stat);
        return new(Marshal.GetLastPInvokeError() is NoEntry or NotAFolder ? FileKind.Missing : FileKind.Regular, 0, 0, 0, 0);
    }

    /// <summary>What lies at <paramref name="path"/>, a link not followed; null when it can't be looked at. Linux only.</summary>
    public static FileState? OfLink(string path)
    {
        Span<byte> stat = stackalloc byte[StructBytes];
        return Statx(CurrentFolder, [.. RawNames.Encode(path), 0], NoFollow, BasicStats, stat) == 0 ? Read(stat) : null;
    }

    /// <summary>The file that is open, whatever its name leads to by now.</summary>
    public static FileState Of(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
            return new(FileKind.Regular, RandomAccess.GetLength(file), Nanoseconds(File.GetLastWriteTimeUtc(file)), 0, 0);
        Span<byte> stat = stackalloc byte[StructBytes];
        return Statx(file, "\0"u8, EmptyPath, BasicStats, stat) == 0
            ? Read(stat)
            : throw new IOException(Marshal.GetLastPInvokeErrorMessage(), Marshal.GetLastPInvokeError());
    }

    /// <summary>
    /// Size, time and inode as text: two that are equal mean the same content. Null when the file was written less than two seconds before
    /// <paramref name="now"/>: the next write may leave the same time.
    /// </summary>
    public string? Identity(DateTimeOffset now)
        => Nanoseconds(now.UtcDateTime) - Modified < Settled
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{Size}:{Modified}:{Device:x}.{Inode}");

    /// <summary>Whether both are one file, under whatever names. False where the system does not tell.</summary>
    public bool IsSameAs(FileState other) => Inode != 0 && (Device, Inode) == (other.Device, other.Inode);

    private static FileState Read(ReadOnlySpan<byte> stat)
    {
        var kind = (BinaryPrimitives.ReadUInt16LittleEndian(stat[28..]) & TypeMask) switch
        {
            RegularType => FileKind.Regular,
            FolderType => FileKind.Folder,
            _ => FileKind.Other,
        };
        var modified = (BinaryPrimitives.ReadInt64LittleEndian(stat[112..]) * 1_000_000_000) + BinaryPrimitives.ReadUInt32LittleEndian(stat[120..]);
        var device = ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(stat[136..]) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(stat[140..]);
        return new(kind, BinaryPrimitives.ReadInt64LittleEndian(stat[40..]), modified, BinaryPrimitives.ReadUInt64LittleEndian(stat[32..]), device);
    }

    private static FileState OfPortable(string path)
    {
        var file = new FileInfo(path);
        if (file.Exists) return new(FileKind.Regular, file.Length, Nanoseconds(file.LastWriteTimeUtc), 0, 0);
        return new(Directory.Exists(path) ? FileKind.Folder : FileKind.Missing, 0, 0, 0, 0);
    }

    private static long Nanoseconds(DateTime utc) => (utc - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Statx(int folder, ReadOnlySpan<byte> path, int flags, uint mask, Span<byte> result);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Statx(SafeFileHandle file, ReadOnlySpan<byte> path, int flags, uint mask, Span<byte> result);
}
