using System.Diagnostics;

namespace Trama.Processes.Shared;

/// <summary>
/// Shared memory for the large values of one call at a time: a page of header, whose first word says how many blocks are there, and the
/// bytes behind it. One process writes, one other reads.
/// </summary>
/// <remarks>
/// The word is 0 when the segment is lent, grows by one for each <see cref="BlockSize"/> bytes that are written (the last block may be
/// shorter), and is <see cref="Abandoned"/> when the writer gave up. The writer stores it with release semantics after a block's bytes, the
/// reader loads it with acquire semantics before them: a block that counts is whole.
/// </remarks>
internal sealed class Segment : IDisposable
{
    public const int HeaderSize = 4096;

    /// <summary>
    /// Large against the cost of waking a reader, small against a cache and the time that a reader waits for its first byte.
    /// </summary>
    public const int BlockSize = 1 << 20;

    public const int Abandoned = int.MinValue;

    private readonly SharedMemory _memory;

    public Segment(long capacity)
    {
        Capacity = capacity;
        _memory = SharedMemory.Create("trama-segment", HeaderSize + capacity);

        // Now and at once, not page by page in the middle of a copy.
        _memory.Populate();
        SharedMappings.Instance.Register(_memory);
    }

    /// <summary>Bytes behind the header.</summary>
    public long Capacity { get; }

    public unsafe int* Progress => (int*)_memory.Pointer;

    public SegmentReference Refer(long length) => new(_memory.Address, HeaderSize, length);

    public unsafe Span<byte> Room(long start, int length)
    {
        Debug.Assert(start >= 0 && length >= 0 && start <= Capacity - length, "A block lies within its segment.");
        return new Span<byte>(_memory.Pointer + HeaderSize + start, length);
    }

    /// <summary>How many blocks that many bytes take.</summary>
    public static int Blocks(long bytes) => (int)((bytes + BlockSize - 1) / BlockSize);

    public void Dispose() => _memory.Dispose();
}
