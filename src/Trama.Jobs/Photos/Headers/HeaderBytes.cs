using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Trama.Jobs.Files;

namespace Trama.Jobs.Photos.Headers;

/// <summary>The bytes of a file by their offset, a few KB at a time. Whatever lies beyond the end is a damaged header.</summary>
internal sealed class HeaderBytes(SafeFileHandle file, string path)
{
    // A header's steps: markers, chunks, blocks. A photo has some hundreds, an animation some for each frame; more of them than this would
    // only keep us busy.
    private const int MostSteps = 1_000_000;

    private readonly byte[] _window = new byte[4096];
    private long _start;
    private int _count;
    private int _steps;

    /// <summary>The first bytes; fewer where there are fewer.</summary>
    public ReadOnlySpan<byte> Head(int count)
    {
        Load(0);
        return _window.AsSpan(0, Math.Min(count, _count));
    }

    public byte Byte(long at) => Take(at, 1)[0];

    public int BigEndian16(long at) => BinaryPrimitives.ReadUInt16BigEndian(Take(at, 2));

    public long BigEndian32(long at) => BinaryPrimitives.ReadUInt32BigEndian(Take(at, 4));

    public int LittleEndian16(long at) => BinaryPrimitives.ReadUInt16LittleEndian(Take(at, 2));

    public int LittleEndian24(long at) => Take(at, 3) is var bytes ? bytes[0] | (bytes[1] << 8) | (bytes[2] << 16) : 0;

    public long LittleEndian32(long at) => BinaryPrimitives.ReadUInt32LittleEndian(Take(at, 4));

    /// <summary>Whether these bytes are there.</summary>
    public bool Is(long at, ReadOnlySpan<byte> expected) => Take(at, expected.Length).SequenceEqual(expected);

    /// <summary>Whether there is anything at an offset.</summary>
    public bool Has(long at) => at >= 0 && (Holds(at, 1) || Load(at) > 0);

    /// <summary>Goes on to the next part: a file that is nothing but parts comes to an end.</summary>
    /// <exception cref="JobException">TRM0793: there were too many.</exception>
    public void Step(long at)
    {
        if (++_steps > MostSteps) throw Damaged(at);
    }

    public JobException Damaged(long at) => JobErrors.BadHeader(path, at);

    private ReadOnlySpan<byte> Take(long at, int count)
    {
        if (at < 0 || (!Holds(at, count) && Load(at) < count)) throw Damaged(Math.Max(0, at));
        return _window.AsSpan((int)(at - _start), count);
    }

    private bool Holds(long at, int count) => at >= _start && at + count <= _start + _count;

    private int Load(long at)
    {
        (_start, _count) = (at, 0);
        while (_count < _window.Length && RawFile.Read(file, _window.AsSpan(_count), at + _count) is > 0 and var count) _count += count;
        return _count;
    }
}
