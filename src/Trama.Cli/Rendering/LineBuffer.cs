using System.Buffers;

namespace Trama.Cli.Rendering;

/// <summary>
/// Lines of data on their way out, many to a write. Safe from several threads: what is filled by a job is emptied by a clock too, so that
/// a reader does not wait for a line behind a long item.
/// </summary>
/// <param name="write">Where full buffers go.</param>
internal sealed class LineBuffer(Action<ReadOnlyMemory<byte>> write)
{
    private const int Full = 64 * 1024;

    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _buffer = new();

    /// <summary>Adds bytes, mostly a line with its end.</summary>
    public void Add(params ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _buffer.Write(bytes);
            if (_buffer.WrittenCount >= Full) FlushLocked();
        }
    }

    /// <summary>Sends what there is.</summary>
    public void Flush()
    {
        lock (_lock) FlushLocked();
    }

    private void FlushLocked()
    {
        if (_buffer.WrittenCount == 0) return;
        try
        {
            write(_buffer.WrittenMemory);
        }
        finally
        {
            _buffer.ResetWrittenCount();
        }
    }
}
