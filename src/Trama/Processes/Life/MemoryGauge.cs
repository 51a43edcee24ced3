using System.Buffers.Text;
using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Trama.Processes.Life;

/// <summary>
/// How much memory a process holds for itself: resident, and not shared with others (libraries, rings, shared arrays). One reading is one
/// system call on Linux. One thread at a time.
/// </summary>
internal sealed class MemoryGauge : IDisposable
{
    private readonly int _process;

    // Kept open: it stands for this process, also when its number is another's by now.
    private readonly SafeFileHandle? _file;

    public MemoryGauge(int process)
    {
        _process = process;
        if (OperatingSystem.IsLinux())
            _file = Open($"/proc/{process}/statm");
    }

    /// <summary>Its bytes now; 0 when it has ended.</summary>
    public long Read()
    {
        try
        {
            return _file is null ? ReadPortably() : ReadFile(_file);
        }
        catch (Exception error) when (error is IOException or InvalidOperationException or ArgumentException or ObjectDisposedException)
        {
            return 0;
        }
    }

    public void Dispose() => _file?.Dispose();

    private static SafeFileHandle? Open(string path)
    {
        try
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It has ended, or this process has no descriptors left.
            return null;
        }
    }

    // "size resident shared text lib data dt", in pages.
    private static long ReadFile(SafeFileHandle file)
    {
        Span<byte> text = stackalloc byte[256];
        ReadOnlySpan<byte> rest = text[..RandomAccess.Read(file, text, 0)];
        Next(ref rest);
        long resident = Next(ref rest);
        return (resident - Next(ref rest)) * Environment.SystemPageSize;
    }

    private static long Next(ref ReadOnlySpan<byte> rest)
    {
        if (!Utf8Parser.TryParse(rest, out long number, out int length))
            throw new IOException("The process has ended.");
        rest = rest[Math.Min(length + 1, rest.Length)..];
        return number;
    }

    private long ReadPortably()
    {
        using Process process = Process.GetProcessById(_process);
        return process.PrivateMemorySize64;
    }
}
