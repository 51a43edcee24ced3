namespace Trama.Processes.Worker;

/// <summary>
/// The end of a call on its way back: number, processor time (or -1), and the result or the error. A result that turns out to be
/// unencodable half-way is replaced by the error that says so.
/// </summary>
internal sealed class CallAnswer(long number, CodecSet codecs)
{
    private PayloadWriter? _writer;

    public ReadOnlyMemory<byte> Written => _writer!.Written;

    public TimeSpan? CpuTime { get; set; }

    /// <summary>Begins anew: what was written before is forgotten.</summary>
    public PayloadWriter Begin()
    {
        _writer = new PayloadWriter(codecs);
        _writer.WriteInt64(number);
        _writer.WriteInt64(CpuTime?.Ticks ?? -1);
        return _writer;
    }
}
