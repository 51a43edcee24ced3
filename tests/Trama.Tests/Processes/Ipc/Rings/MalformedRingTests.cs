using System.Runtime.InteropServices;
using FsCheck;
using FsCheck.Fluent;
using Trama.Processes.Ipc.Rings;

namespace Trama.Tests.Processes.Ipc.Rings;

/// <summary>Whatever the process at the other side stores, this side reads inside of the ring, ends, and throws nothing but its own.</summary>
public sealed unsafe class MalformedRingTests
{
    private static readonly int[] Telling =
        [0, 1, 2, 3, 4, 15, 16, 17, 32, 1008, 1009, 4080, 4096, 4112, -1, -16, int.MinValue, int.MaxValue, int.MaxValue - 15];

    [Theory]
    [InlineData(-1)]
    [InlineData(1009)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    [InlineData(17)]
    public void Length_that_leaves_what_was_written_is_refused_every_time(int length)
    {
        using var area = new RingArea();
        long position = area.TryWrite(16)!.Value;
        area.Ring.HeaderAt(position)->Length = length;

        for (int i = 0; i < 3; i++)
            Assert.Contains("TRM0572", Assert.Throws<InvalidDataException>(() => area.TryRead()).Message);
        Assert.False(area.Reader.HasData);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(250)]
    public void Kind_that_there_is_not_is_refused(byte kind)
    {
        using var area = new RingArea();
        area.Ring.HeaderAt(area.TryWrite(16)!.Value)->Kind = kind;
        Assert.Contains("TRM0572", Assert.Throws<InvalidDataException>(() => area.TryRead()).Message);
    }

    [Theory]
    [InlineData(FrameHeader.Taken)]
    [InlineData(0)]
    [InlineData(99)]
    public void Frame_that_is_neither_pending_nor_taken_back_is_refused(int claim)
    {
        using var area = new RingArea();
        area.Ring.HeaderAt(area.TryWrite(16)!.Value)->Claim = claim;
        Assert.Contains("TRM0572", Assert.Throws<InvalidDataException>(() => area.TryRead()).Message);
    }

    [Theory]
    [InlineData(-16)]
    [InlineData(8)]
    [InlineData(Ring.MinCapacity + 16)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Head_that_can_not_be_is_refused(long head)
    {
        using var area = new RingArea();
        *area.Ring.Head = head;
        Assert.Contains("TRM0571", Assert.Throws<InvalidDataException>(() => area.TryRead()).Message);
    }

    [Theory]
    [InlineData(-16)]
    [InlineData(8)]
    [InlineData(Ring.MinCapacity + 16)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Tail_that_can_not_be_is_refused(long tail)
    {
        using var area = new RingArea();
        while (area.TryWrite(48) is not null)
        {
        }

        *area.Ring.Tail = tail;
        Assert.Contains("TRM0570", Assert.Throws<InvalidDataException>(() => area.TryWrite(48)).Message);
        Assert.Throws<InvalidDataException>(() => area.Writer.TryRevoke(0));
    }

    [Fact]
    public void Ring_of_nothing_but_skipped_room_ends()
    {
        using var area = new RingArea();
        for (int position = 0; position < area.Ring.Capacity; position += FrameHeader.Size)
            area.Ring.HeaderAt(position)->Length = area.Ring.Capacity - position - FrameHeader.Size;
        *area.Ring.Head = area.Ring.Capacity;
        Assert.Throws<InvalidDataException>(() => area.TryRead());
    }

    [Fact]
    public void Any_words_stored_anywhere_do_no_harm() =>
        Prop.ForAll(Pokes().ToArbitrary(), pokes => Survives(pokes)).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Any_bytes_do_no_harm() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), bytes => Survives(bytes)).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    // Telling values where they tell most: in the ring's own words and in the first frames' headers.
    private static Gen<(int Word, int Value)[]> Pokes()
    {
        int[] words = [0, 1, 32, 33, 64, 96, 98, 99, .. Enumerable.Range(Ring.HeaderSize / 4, 40)];
        var poke =
            from word in Gen.Elements(words)
            from value in Gen.OneOf(Gen.Elements(Telling), ArbMap.Default.GeneratorFor<int>())
            select (word, value);
        return poke.ArrayOf();
    }

    private static void Survives((int Word, int Value)[] pokes)
    {
        using RingArea area = WithFrames();
        Span<int> words = MemoryMarshal.Cast<byte, int>(area.Bytes);
        foreach ((int word, int value) in pokes)
            words[word] = value;
        UseBothEnds(area);
    }

    private static void Survives(byte[] bytes)
    {
        using RingArea area = WithFrames();
        *area.Ring.Head = area.Ring.Capacity;
        for (int at = 0; at + bytes.Length <= area.Ring.Capacity && bytes.Length > 0; at += bytes.Length)
            bytes.CopyTo(area.Bytes[(Ring.HeaderSize + at)..]);
        UseBothEnds(area);
    }

    private static RingArea WithFrames()
    {
        var area = new RingArea();
        for (int i = 0; i < 5; i++)
            area.TryWrite(i * 8);
        return area;
    }

    private static void UseBothEnds(RingArea area)
    {
        int frames = 0;
        Guarded(() =>
        {
            while (ReadsInside(area))
                frames++;
        });
        Assert.InRange(frames, 0, area.Ring.Capacity / FrameHeader.Size);
        Guarded(() => area.Writer.TryRevoke(0));
        area.Writer.HasBeenClaimed(0);
        Guarded(() =>
        {
            while (area.TryWrite(200) is not null)
            {
            }
        });
    }

    private static bool ReadsInside(RingArea area)
    {
        if (!area.Reader.TryRead(out _, out ReadOnlySpan<byte> payload))
            return false;
        bool isInside = area.Bytes[Ring.HeaderSize..].Overlaps(payload, out int offset) && offset + payload.Length <= area.Ring.Capacity;
        Assert.True(payload.IsEmpty || isInside);
        area.Reader.Advance();
        return true;
    }

    private static void Guarded(Action use)
    {
        try
        {
            use();
        }
        catch (InvalidDataException error)
        {
            Assert.Contains("(TRM057", error.Message);
        }
    }
}
