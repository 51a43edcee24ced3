using System.Runtime.InteropServices;

namespace Trama.Cli.Rendering;

/// <summary>
/// Standard output or error, written with write(2) itself. The console's own stream swallows "the reader is gone", and then a
/// command whose reader left would measure on for nobody; a file stream would keep its own position and overwrite what children wrote.
/// </summary>
internal sealed partial class StandardStream : Stream
{
    private const int Interrupted = 4;
    private const int BrokenPipe = 32;
    private const short PollOut = 4;
    private const short PollError = 8;

    // EAGAIN, the one number here on which the Unixes differ.
    private static readonly int TryAgain = OperatingSystem.IsLinux() ? 11 : 35;

    private readonly int _descriptor;

    private StandardStream(int descriptor) => _descriptor = descriptor;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Standard output (1) or standard error (2); where there is no write(2), the console's stream.</summary>
    public static Stream Open(int descriptor)
    {
        if (!OperatingSystem.IsWindows())
            return new StandardStream(descriptor);
        return descriptor == 1 ? Console.OpenStandardOutput() : Console.OpenStandardError();
    }

    /// <summary>Whether the descriptor is a pipe that nobody reads any more. Asks, writes nothing.</summary>
    public static bool IsClosed(int descriptor)
    {
        var asked = new PollDescriptor(descriptor, 0, 0);
        return !OperatingSystem.IsWindows() && Poll(ref asked, 1, 0) > 0 && (asked.Happened & PollError) != 0;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var written = Write(_descriptor, buffer, (nuint)buffer.Length);
            if (written >= 0)
                buffer = buffer[(int)written..];
            else
                Recover(Marshal.GetLastPInvokeError());
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Recover(int error)
    {
        if (error == BrokenPipe)
            throw new ClosedPipeException();
        if (error == TryAgain)
        {
            // Somebody made the shared descriptor non-blocking (a terminal often is): wait for room, a second at a time.
            var waiting = new PollDescriptor(_descriptor, PollOut, 0);
            _ = Poll(ref waiting, 1, 1000);
        }
        else if (error != Interrupted)
        {
            throw new OutputException(Marshal.GetPInvokeErrorMessage(error));
        }
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, ReadOnlySpan<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private record struct PollDescriptor(int Descriptor, short Events, short Happened);
}
