using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Trama.Processes.Shared;

/// <summary>
/// Memory that several processes map: an anonymous file of the kernel's (memfd), which has no name to clean up and is freed with its last
/// descriptor and mapping, however their processes end. All of it is allocated before it is mapped and its size is sealed, so touching
/// it is never a SIGBUS.
/// </summary>
/// <remarks>
/// The handle is the mapping's address. Its count of references is the safe handle's own: <see cref="SafeHandle.Dispose()"/> unmaps once
/// nobody who holds a reference is left. The descriptor lives as long as the mapping, because other processes open the memory through it.
/// </remarks>
[DebuggerDisplay("{Length} bytes at {Address.Path,nq}")]
internal sealed class SharedMemory : SafeHandle
{
    private const int Seals = LibC.SealShrink | LibC.SealGrow;

    // A signal interrupts an allocation, which then begins anew, and the runtime's collector sends signals: small steps come to an end.
    private const long AllocationStep = 64L << 20;

    private static readonly Lazy<bool> Supported = new(Probe);

    private readonly SafeFileHandle _file;

    private SharedMemory(SafeFileHandle file, nint pointer, in SharedMemoryAddress address, bool isReadOnly)
        : base(0, ownsHandle: true)
    {
        _file = file;
        Address = address;
        IsReadOnly = isReadOnly;
        SetHandle(pointer);
    }

    /// <summary>Whether this system has such memory. Tried once.</summary>
    public static bool IsSupported => Supported.Value;

    public override bool IsInvalid => handle is 0 or LibC.MapFailed;

    /// <summary>This process's own descriptor of the memory, as others open it.</summary>
    public SharedMemoryAddress Address { get; }

    public long Length => Address.Length;

    /// <summary>Whether the kernel, too, refuses writes through this mapping and its descriptor.</summary>
    public bool IsReadOnly { get; }

    /// <summary>
    /// The first byte. Valid while the caller holds a reference; writing to it when <see cref="IsReadOnly"/> ends the process.
    /// </summary>
    public unsafe byte* Pointer => (byte*)handle;

    /// <summary>Makes memory of that many bytes, all zero and all allocated.</summary>
    /// <exception cref="SharedMemoryException">There is no room, or this system has no such memory.</exception>
    public static SharedMemory Create(string name, long bytes)
    {
        Debug.Assert(bytes > 0, "Nothing can't be mapped.");
        SharedMemoryErrors.ThrowIfUnsupported();
        MemoryRoom.Check(bytes);
        SafeFileHandle file = CreateFile(name);
        try
        {
            if (LibC.SetSize(file, bytes) != 0)
                throw SharedMemoryErrors.NoRoom(bytes, Marshal.GetLastPInvokeError());
            Allocate(file, bytes);
            if (LibC.Control(file, LibC.AddSeals, Seals | LibC.SealSeals) != 0)
                throw SharedMemoryErrors.Refused("sealed", Marshal.GetLastPInvokeError());
            return Map(file, Describe(file, Environment.ProcessId), isReadOnly: false);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Maps memory that another process holds. What it sent is checked against what is there before anything is mapped.
    /// </summary>
    /// <param name="address">The other process's descriptor.</param>
    /// <param name="readOnly">Opens and maps it so that the kernel refuses writes.</param>
    /// <exception cref="SharedMemoryException">It is not there any more, or it is not what the address says.</exception>
    public static SharedMemory Open(in SharedMemoryAddress address, bool readOnly)
    {
        SharedMemoryErrors.ThrowIfUnsupported();
        int access = readOnly ? LibC.OpenReadOnly : LibC.OpenReadWrite;

        // Without waiting: what the address leads to may be a pipe, whose opening waits for its other end.
        SafeFileHandle file = LibC.Open(address.Path, access | LibC.OpenCloseOnExec | LibC.OpenWithoutWaiting);
        try
        {
            if (file.IsInvalid)
                throw SharedMemoryErrors.Gone(address, Marshal.GetLastPInvokeError());

            // Only a memfd has seals, so this also keeps out every other kind of file. What may shrink could be a SIGBUS later.
            int seals = LibC.Control(file, LibC.GetSeals, 0);
            if (seals < 0 || (seals & Seals) != Seals)
                throw SharedMemoryErrors.NotThat(address, "it is not sealed against changes of its size");
            SharedMemoryAddress own = Describe(file, Environment.ProcessId);
            if (!own.IsSameMemory(address))
                throw SharedMemoryErrors.NotThat(address, "another file is there now");

            // Reading a hole would allocate it here and now, and with no memory left end this process.
            if (LibC.TryGetStatus(file, out LibC.FileStatus status) && status.Allocated < own.Length)
                throw SharedMemoryErrors.NotThat(address, "not all of it is allocated");
            return Map(file, own, readOnly);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Enters all pages into this process's tables, so that touching one costs no fault. Best effort: older kernels can't.
    /// </summary>
    public bool Populate() =>
        LibC.Advise(handle, (nuint)Length, IsReadOnly ? LibC.PopulateRead : LibC.PopulateWrite) == 0;

    /// <summary>Holds the memory: it stays mapped, and its descriptor open, until the reference is disposed of or collected.</summary>
    /// <exception cref="ObjectDisposedException">It is gone already.</exception>
    public SharedMemoryReference Hold() => new(this);

    protected override bool ReleaseHandle()
    {
        bool isUnmapped = LibC.Unmap(handle, (nuint)Length) == 0;
        _file.Dispose();
        return isUnmapped;
    }

    private static SafeFileHandle CreateFile(string name)
    {
        const uint Flags = LibC.MemoryCloseOnExec | LibC.MemoryAllowSealing;
        SafeFileHandle file = LibC.CreateMemory(name, Flags | LibC.MemoryNoExecution);
        if (file.IsInvalid && Marshal.GetLastPInvokeError() == LibC.InvalidArgument)
        {
            file.Dispose();
            file = LibC.CreateMemory(name, Flags);
        }

        if (!file.IsInvalid)
            return file;
        int error = Marshal.GetLastPInvokeError();
        file.Dispose();
        throw SharedMemoryErrors.Refused("created", error);
    }

    private static void Allocate(SafeFileHandle file, long bytes)
    {
        for (long offset = 0; offset < bytes; offset += AllocationStep)
        {
            int error;
            do
            {
                error = LibC.Allocate(file, offset, Math.Min(AllocationStep, bytes - offset));
            }
            while (error == LibC.Interrupted);
            if (error != 0)
                throw SharedMemoryErrors.NoRoom(bytes, error);
        }
    }

    private static SharedMemory Map(SafeFileHandle file, in SharedMemoryAddress address, bool isReadOnly)
    {
        int protection = LibC.ProtectionRead | (isReadOnly ? 0 : LibC.ProtectionWrite);
        nint pointer = LibC.Map(0, (nuint)address.Length, protection, LibC.MapShared, file, 0);
        return pointer == LibC.MapFailed
            ? throw SharedMemoryErrors.Refused("mapped", Marshal.GetLastPInvokeError())
            : new SharedMemory(file, pointer, address, isReadOnly);
    }

    private static SharedMemoryAddress Describe(SafeFileHandle file, int processId) =>
        LibC.TryGetStatus(file, out LibC.FileStatus status)
            ? new SharedMemoryAddress(processId, (int)file.DangerousGetHandle(), status.Device, status.Inode, status.Size)
            : throw SharedMemoryErrors.Refused("looked at", Marshal.GetLastPInvokeError());

    private static bool Probe()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
            return false;
        try
        {
            using SafeFileHandle file = CreateFile("trama-probe");
            return LibC.SetSize(file, 1) == 0 && LibC.Control(file, LibC.AddSeals, Seals) == 0
                && LibC.TryGetStatus(file, out LibC.FileStatus status) && status.Size == 1 && CanBeReached(file, status);
        }
        catch (Exception error) when (error is SharedMemoryException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    // Without /proc, or with one that hides descriptors, nobody could open the memory.
    private static bool CanBeReached(SafeFileHandle file, LibC.FileStatus status)
    {
        using SafeFileHandle again = LibC.Open($"/proc/{Environment.ProcessId}/fd/{file.DangerousGetHandle()}", LibC.OpenCloseOnExec);
        return !again.IsInvalid && LibC.TryGetStatus(again, out LibC.FileStatus found) && found.Inode == status.Inode;
    }
}
