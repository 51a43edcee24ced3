using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Trama.Processes.Shared;

/// <summary>
/// The system calls behind shared memory. Constants are those of Linux's headers (<c>memfd.h</c>, <c>fcntl.h</c>, <c>mman.h</c>,
/// <c>stat.h</c>), the same on x64 and arm64.
/// </summary>
internal static partial class LibC
{
    public const int Interrupted = 4; // EINTR
    public const int InvalidArgument = 22; // EINVAL

    public const uint MemoryCloseOnExec = 0x1; // MFD_CLOEXEC
    public const uint MemoryAllowSealing = 0x2; // MFD_ALLOW_SEALING
    public const uint MemoryNoExecution = 0x8; // MFD_NOEXEC_SEAL, Linux 6.3

    public const int AddSeals = 1033; // F_ADD_SEALS
    public const int GetSeals = 1034; // F_GET_SEALS
    public const int SealSeals = 0x1; // F_SEAL_SEAL
    public const int SealShrink = 0x2; // F_SEAL_SHRINK
    public const int SealGrow = 0x4; // F_SEAL_GROW

    public const int OpenReadOnly = 0x0; // O_RDONLY
    public const int OpenReadWrite = 0x2; // O_RDWR
    public const int OpenCloseOnExec = 0x80000; // O_CLOEXEC
    public const int OpenWithoutWaiting = 0x800; // O_NONBLOCK

    public const int ProtectionRead = 0x1; // PROT_READ
    public const int ProtectionWrite = 0x2; // PROT_WRITE
    public const int MapShared = 0x1; // MAP_SHARED
    public const nint MapFailed = -1; // MAP_FAILED
    public const int PopulateRead = 22; // MADV_POPULATE_READ, Linux 5.14
    public const int PopulateWrite = 23; // MADV_POPULATE_WRITE, Linux 5.14

    private const int EmptyPath = 0x1000; // AT_EMPTY_PATH
    private const uint WantedOfStatus = 0x100 | 0x200 | 0x400; // STATX_INO | STATX_SIZE | STATX_BLOCKS
    private const int BlockSize = 512;

    /// <summary>Which file a descriptor stands for, and its size. False where that can't be told.</summary>
    public static bool TryGetStatus(SafeFileHandle file, out FileStatus status) =>
        Statx(file, "", EmptyPath, WantedOfStatus, out status) == 0;

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle CreateMemory(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int SetSize(SafeFileHandle file, long bytes);

    /// <summary>Returns the error's number itself.</summary>
    [LibraryImport("libc", EntryPoint = "posix_fallocate")]
    public static partial int Allocate(SafeFileHandle file, long offset, long bytes);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Control(SafeFileHandle file, int command, int argument);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    public static partial nint Map(nint address, nuint bytes, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    public static partial int Unmap(nint address, nuint bytes);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    public static partial int Advise(nint address, nuint bytes, int advice);

    /// <summary>Gives free memory of the C library's heaps back to the system. Not every C library has it.</summary>
    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    public static partial int TrimHeaps(nuint keep);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(SafeFileHandle file, string path, int flags, uint wanted, out FileStatus status);

    /// <summary>What is read of <c>struct statx</c>, whose layout is the same on every architecture.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    public readonly struct FileStatus
    {
        [FieldOffset(32)]
        public readonly ulong Inode;

        [FieldOffset(40)]
        public readonly long Size;

        [FieldOffset(48)]
        private readonly long _blocks;

        [FieldOffset(136)]
        public readonly uint DeviceMajor;

        [FieldOffset(140)]
        public readonly uint DeviceMinor;

        /// <summary>How many bytes really take up memory.</summary>
        public long Allocated => _blocks * BlockSize;

        public ulong Device => ((ulong)DeviceMajor << 32) | DeviceMinor;
    }
}
