using System.Buffers.Binary;
using System.Runtime.InteropServices;

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
/// Linux by statx, whose layout is the same on every architecture; elsewhere everything that exists and is no folder counts as a file.
/// </summary>
internal static partial class FileKinds
{
    private const int CurrentFolder = -100;
    private const uint TypeOnly = 0x1;
    private const int StructBytes = 256;
    private const int ModeOffset = 28;
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;

    public static FileKind Of(string path)
    {
        if (Directory.Exists(path)) return FileKind.Folder;
        if (!File.Exists(path)) return FileKind.Missing;
        return !OperatingSystem.IsLinux() || IsRegular(path) ? FileKind.Regular : FileKind.Other;
    }

    private static bool IsRegular(string path)
    {
        Span<byte> stat = stackalloc byte[StructBytes];
        // A path that can't be looked at counts as regular: opening it then names the trouble.
        return Statx(CurrentFolder, path, 0, TypeOnly, stat) != 0
            || (BinaryPrimitives.ReadUInt16LittleEndian(stat[ModeOffset..]) & TypeMask) == RegularType;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> result);
}
