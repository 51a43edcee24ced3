namespace Trama.Processes.Worker;

/// <summary>
/// The end of a call on its way back: number, processor time (or -1), and the result or the error. A result that turns out to be
/// unencodable half-way is replaced by the error that says so. One for all calls of a worker, one call at a time.
/// </summary>
internal sealed class CallAnswer(CodecSet codecs)
{
    private const int KeptBuffer = 64 * 1024;

    private PayloadWriter _writer = new(codecs);

    public ReadOnlyMemory<byte> Written => _writer.Written;

    public long Number { get; set; }

    public TimeSpan? CpuTime { get; set; }

    /// <summary>Begins anew: what was written before is forgotten.</summary>
    public PayloadWriter Begin()
    {
        _writer.TakeHeld()?.Dispose();

        // What one large result needed is given back.
        if (_writer.Length > KeptBuffer)
            _writer = new PayloadWriter(codecs);
        _writer.Clear();
        _writer.WriteInt64(Number);
        _writer.WriteInt64(CpuTime?.Ticks ?? -1);
        return _writer;
    }

    /// <summary>What the answer refers to, or null; see <see cref="PayloadWriter.TakeHeld"/>.</summary>
    public Holds? TakeHeld() => _writer.TakeHeld();
}
