using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Trama.Processes.Ipc.Rings;

/// <summary>
/// The layout of a queue of frames in memory that two processes share: one writes (<see cref="RingWriter"/>), the other one reads
/// (<see cref="RingReader"/>). The memory is not owned: whoever owns it keeps it mapped while either is in use.
/// </summary>
/// <remarks>
/// <code>
///   0  head       how many bytes were ever written        stored by the writer
/// 128  tail       how many bytes were ever read           stored by the reader
/// 256  parking    where the reader sleeps                 both
/// 384  parking    where the writer sleeps                 both
/// 392  wanted     the tail that the writer sleeps for     stored by the writer
/// 512  frames     a power of two of bytes
/// </code>
/// Head and tail only grow (64 bits do not wrap); their low bits are an offset. What each side stores alone is 128 bytes apart from what
/// the other stores, because processors fetch lines of 64 bytes in pairs. Zeroed memory is an empty ring.
/// </remarks>
internal sealed unsafe class Ring
{
    /// <summary>Bytes before the frames.</summary>
    public const int HeaderSize = 512;

    public const int MinCapacity = 4096;
    public const int MaxCapacity = 1 << 30;
    private const int Line = 128;

    public Ring(byte* area, int length)
    {
        int capacity = length - HeaderSize;
        if (capacity is < MinCapacity or > MaxCapacity || !int.IsPow2(capacity))
            throw new ArgumentOutOfRangeException(nameof(length), length, $"A ring is {HeaderSize} bytes and a power of two of them.");
        if ((nuint)area % 64 != 0)
            throw new ArgumentException("A ring begins at a multiple of 64.", nameof(area));
        Head = (long*)area;
        Tail = (long*)(area + Line);
        ReaderWord = (int*)(area + (2 * Line));
        WriterWord = (int*)(area + (3 * Line));
        Wanted = (long*)(area + (3 * Line) + sizeof(long));
        Frames = area + HeaderSize;
        Capacity = capacity;
    }

    public long* Head { get; }

    public long* Tail { get; }

    public int* ReaderWord { get; }

    public int* WriterWord { get; }

    public long* Wanted { get; }

    public byte* Frames { get; }

    /// <summary>How many bytes the frames have for themselves.</summary>
    public int Capacity { get; }

    /// <summary>
    /// The longest payload of a frame. A frame never wraps, so up to its own size is left unused at the end, and what is larger than half
    /// of the ring could wait for ever. A quarter keeps four of them moving.
    /// </summary>
    public int MaxPayload => (Capacity / 4) - FrameHeader.Size;

    /// <summary>How much memory a ring with so many bytes for its frames takes.</summary>
    public static int LengthFor(int capacity) => HeaderSize + capacity;

    public int OffsetOf(long position) => (int)(position & (Capacity - 1));

    public FrameHeader* HeaderAt(long position) => (FrameHeader*)(Frames + OffsetOf(position));
}

/// <summary>What stands before a frame's payload. Frames begin at multiples of its size, so one always fits at the ring's end.</summary>
[StructLayout(LayoutKind.Sequential, Size = Size)]
internal struct FrameHeader
{
    public const int Size = 16;

    /// <summary>The rest of the ring is unused, the next frame is at its start.</summary>
    public const byte Skip = 0;

    /// <summary>Written, neither claimed by the reader nor taken back by the writer: exactly one of them changes that.</summary>
    public const int Pending = 1;
    public const int Taken = 2;
    public const int Revoked = 3;

    public int Length;
    public int Claim;
    public byte Kind;

    /// <summary>What a frame with such a payload takes of the ring.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SizeWith(int length) => (Size + length + Size - 1) & -Size;
}
