using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Trama.Processes.Shared;

namespace Trama.Processes.Ipc.Codecs;

/// <summary>
/// Runs of elements: their number and their bytes, or, where there are many and this side has segments to lend, the name of a segment.
/// </summary>
internal static class Elements
{
    /// <summary>Stands in the place of the number: there is no array.</summary>
    public const int Null = -1;

    /// <summary>
    /// From here on bytes may follow their call, so that they are copied out while they are copied in. Some blocks, so that there is
    /// something to overlap.
    /// </summary>
    public const int FollowFrom = 4 * Segment.BlockSize;

    private const int InSegment = -2;

    /// <summary>How many bytes a number of elements takes; an impossible number is refused before anything is allocated.</summary>
    public static int Bytes<T>(int count)
    {
        long bytes = (long)count * Unsafe.SizeOf<T>();
        if (count < 0 || bytes > int.MaxValue)
            throw Impossible<T>(count);
        return (int)bytes;
    }

    /// <summary>Writes elements.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="elements">The elements.</param>
    /// <param name="mayFollow">Whether their bytes may be written once the message is on its way, where its writer allows that.</param>
    public static void Write<T>(PayloadWriter writer, ReadOnlyMemory<T> elements, bool mayFollow)
        where T : unmanaged
    {
        long bytes = (long)elements.Length * Unsafe.SizeOf<T>();
        if (bytes > Array.MaxLength)
            throw CodecErrors.TooLong();
        if (bytes >= writer.Codecs.SegmentsFrom && writer.Codecs.Segments is { } pool && TryLend(pool, writer, elements, mayFollow))
            return;
        writer.WriteInt32(elements.Length);
        writer.WriteBytes(MemoryMarshal.AsBytes(elements.Span));
    }

    public static T[]? Read<T>(ref PayloadReader reader)
        where T : unmanaged
    {
        int length = reader.ReadInt32();
        if (length == Null)
            return null;
        if (length == InSegment)
            return ReadSegment<T>(ref reader);
        ReadOnlySpan<byte> bytes = reader.Take(Bytes<T>(length));
        T[] array = GC.AllocateUninitializedArray<T>(length);
        LargeArrays.Note(bytes.Length);
        bytes.CopyTo(MemoryMarshal.AsBytes(array.AsSpan()));
        return array;
    }

    /// <summary>Reads elements where they are, in their segment. False, with nothing read, when they came in the frame itself.</summary>
    public static bool TryReadInPlace<T>(ref PayloadReader reader, out ReadOnlyMemory<T> memory)
        where T : unmanaged
    {
        PayloadReader ahead = reader;
        memory = default;
        if (ahead.ReadInt32() != InSegment)
            return false;
        SegmentReading reading = Open<T>(ref ahead);
        reader = ahead;
        var manager = new SegmentMemory<T>(reading);
        reader.Borrow(manager);
        memory = manager.Memory;
        return true;
    }

    private static unsafe bool TryLend<T>(SegmentPool pool, PayloadWriter writer, ReadOnlyMemory<T> elements, bool mayFollow)
        where T : unmanaged
    {
        SegmentLoan loan;
        try
        {
            loan = pool.Rent((long)elements.Length * sizeof(T));
        }
        catch (SharedMemoryException)
        {
            // No room for a segment: the frame takes the bytes, as it does where there are no segments at all.
            return false;
        }

        writer.Hold(loan);
        writer.Beside += loan.Reference.Length;
        writer.WriteInt32(InSegment);
        SegmentReference reference = loan.Reference;
        writer.WriteBytes(MemoryMarshal.AsBytes(new ReadOnlySpan<SegmentReference>(in reference)));
        if (mayFollow && writer.MayFollow && reference.Length >= FollowFrom)
            writer.Follow(() => FillOrEnd(loan, elements.Span));
        else
            Fill(loan, elements.Span);
        return true;
    }

    // Whatever stops it (an interrupted thread), the reader must not wait for the rest.
    private static void FillOrEnd<T>(SegmentLoan loan, ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        try
        {
            Fill(loan, elements);
        }
        catch
        {
            loan.Dispose();
            throw;
        }
    }

    // In steps: what a span of bytes can name is less than what a span of larger elements spans.
    private static unsafe void Fill<T>(SegmentLoan loan, ReadOnlySpan<T> elements)
        where T : unmanaged
    {
        long bytes = (long)elements.Length * sizeof(T);
        fixed (T* start = elements)
        {
            for (long at = 0; at < bytes; at += Segment.BlockSize)
                loan.Write(new ReadOnlySpan<byte>((byte*)start + at, (int)Math.Min(Segment.BlockSize, bytes - at)));
        }
    }

    private static T[] ReadSegment<T>(ref PayloadReader reader)
        where T : unmanaged
    {
        using SegmentReading reading = Open<T>(ref reader);
        T[] array = GC.AllocateUninitializedArray<T>((int)(reading.Length / Unsafe.SizeOf<T>()));
        LargeArrays.Note(reading.Length);
        reading.CopyTo(array);
        return array;
    }

    private static SegmentReading Open<T>(ref PayloadReader reader)
    {
        var reference = MemoryMarshal.Read<SegmentReference>(reader.Take(Unsafe.SizeOf<SegmentReference>()));
        if (reference.Length % Unsafe.SizeOf<T>() != 0 || reference.Length / Unsafe.SizeOf<T>() > Array.MaxLength)
            throw Impossible<T>(reference.Length / Unsafe.SizeOf<T>());
        reader.Beside += reference.Length;
        SegmentReading reading = SegmentReading.Open(reference);
        if (!reader.Lends)
            RequireAll(reading);
        return reading;
    }

    // A result, which is whole before it is sent. Arguments may still be on their way.
    private static void RequireAll(SegmentReading reading)
    {
        try
        {
            reading.RequireAll();
        }
        catch
        {
            reading.Dispose();
            throw;
        }
    }

    private static InvalidDataException Impossible<T>(long count) =>
        new($"A message claims {count} elements of {Unsafe.SizeOf<T>()} bytes. (TRM0517)");
}
