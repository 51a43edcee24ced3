using System.Runtime.InteropServices;
using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Rings;

namespace Trama.Tests.Processes.Ipc.Rings;

/// <summary>A ring in memory of this process, with both its ends, and a guard behind it that shows writes past its end.</summary>
internal sealed unsafe class RingArea : IDisposable
{
    private const int GuardSize = 4096;
    private const byte GuardByte = 0xA5;
    private readonly byte* _area;
    private readonly int _length;

    public RingArea(int capacity = Ring.MinCapacity)
    {
        _length = Ring.LengthFor(capacity);
        _area = (byte*)NativeMemory.AlignedAlloc((nuint)(_length + GuardSize), 64);
        Bytes.Clear();
        Guard.Fill(GuardByte);
        Ring = new Ring(_area, _length);
        Writer = new RingWriter(Ring);
        Reader = new RingReader(Ring);
    }

    public Ring Ring { get; }

    public RingWriter Writer { get; }

    public RingReader Reader { get; }

    public Span<byte> Bytes => new(_area, _length);

    private Span<byte> Guard => new(_area + _length, GuardSize);

    /// <summary>Writes a frame with a payload of so many bytes, each with the frame's mark. Null: full.</summary>
    public long? TryWrite(int length, byte mark = 0, FrameKind kind = FrameKind.Call)
    {
        if (!Writer.TryReserve(length, out Span<byte> payload))
            return null;
        payload.Fill(mark);
        long position = Writer.Commit(kind, length);
        Writer.Publish();
        return position;
    }

    /// <summary>Reads a frame: its length and mark (0 for an empty one); checks that every byte has it. Null: there is none.</summary>
    public (int Length, byte Mark)? TryRead()
    {
        if (!Reader.TryRead(out _, out ReadOnlySpan<byte> payload))
            return null;
        byte mark = payload.IsEmpty ? (byte)0 : payload[0];
        Assert.Equal(-1, payload.IndexOfAnyExcept(mark));
        int length = payload.Length;
        Reader.Advance();
        return (length, mark);
    }

    public void Dispose()
    {
        int broken = Guard.IndexOfAnyExcept(GuardByte);
        NativeMemory.AlignedFree(_area);
        Assert.Equal(-1, broken);
    }
}
