using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Trama.Jobs.Files;

/// <summary>
/// Opens and reads files by the bytes of their name, with nothing but open(2) and pread(2): .NET's way asks and locks as well, which costs as
/// much as reading a small file, and can't name a file whose name is not UTF-8.
/// </summary>
internal static partial class RawFile
{
    private const int NoEntry = 2;
    private const int NotAFolder = 20;
    private const int Interrupted = 4;
    private const int CloseOnExec = 0x80000;

    // A pipe's other end may never come: without waiting, and then what is not a regular file is refused by what it is.
    private const int NoWaiting = 0x800;

    private const int WillNeed = 3;

    /// <summary>Opens a file for reading.</summary>
    /// <exception cref="JobException">TRM0720, TRM0722, TRM0782: it can't be opened.</exception>
    public static SafeFileHandle Open(byte[] path)
    {
        if (!OperatingSystem.IsLinux()) return OpenPortable(RawNames.Decode(path));
        var handle = OpenFile([.. path, 0], CloseOnExec | NoWaiting);
        if (!handle.IsInvalid) return handle;
        var error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        throw Refused(RawNames.Decode(path), error);
    }

    /// <summary>Reads at an offset; 0 at the end.</summary>
    /// <exception cref="IOException">It can't be read.</exception>
    public static int Read(SafeFileHandle file, Span<byte> buffer, long offset)
    {
        if (!OperatingSystem.IsLinux()) return RandomAccess.Read(file, buffer, offset);
        while (true)
        {
            var count = ReadAt(file, buffer, (nuint)buffer.Length, offset);
            if (count >= 0) return (int)count;
            if (Marshal.GetLastPInvokeError() is not Interrupted and var error) throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    /// <summary>Asks the system to have so much of a file in memory soon. A hint: where it can't be heeded, nothing happens.</summary>
    public static void ReadAhead(SafeFileHandle file, long from, long length)
    {
        if (OperatingSystem.IsLinux()) _ = Advise(file, from, length, WillNeed);
    }

    private static JobException Refused(string path, int error) => error switch
    {
        NoEntry or NotAFolder => JobErrors.PathMissing(path),
        23 or 24 => JobErrors.DescriptorsUsedUp(path),
        _ => JobErrors.Unreadable(path, Marshal.GetPInvokeErrorMessage(error)),
    };

    private static SafeFileHandle OpenPortable(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw JobErrors.PathMissing(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw JobErrors.Unreadable(path, cause.Message);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true)]
    private static partial SafeFileHandle OpenFile(ReadOnlySpan<byte> path, int flags);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static partial nint ReadAt(SafeFileHandle file, Span<byte> buffer, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);
}
