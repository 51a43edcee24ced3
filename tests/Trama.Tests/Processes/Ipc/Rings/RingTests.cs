using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Rings;

namespace Trama.Tests.Processes.Ipc.Rings;

/// <summary>Frames through a ring, both ends on one thread.</summary>
public sealed unsafe class RingTests : IDisposable
{
    private readonly RingArea _area = new();

    public void Dispose() => _area.Dispose();

    [Fact]
    public void Frame_arrives_with_its_kind_and_what_was_written_of_its_room()
    {
        Assert.True(_area.Writer.TryReserve(100, out Span<byte> room));
        Assert.Equal(100, room.Length);
        "abc"u8.CopyTo(room);
        _area.Writer.Commit(FrameKind.Result, 3);
        _area.Writer.Publish();

        Assert.True(_area.Reader.TryRead(out FrameKind kind, out ReadOnlySpan<byte> payload));
        Assert.Equal(FrameKind.Result, kind);
        Assert.Equal("abc"u8, payload);
        _area.Reader.Advance();
        Assert.False(_area.Reader.TryRead(out _, out _));
    }

    [Fact]
    public void Payloads_begin_at_multiples_of_sixteen()
    {
        for (int length = 0; length < 40; length++)
        {
            Assert.True(_area.Writer.TryReserve(length, out Span<byte> room));
            fixed (byte* start = room)
                Assert.True(room.IsEmpty || (nuint)start % 16 == 0);
            _area.Writer.Commit(FrameKind.Call, length);
        }
    }

    [Fact]
    public void Committed_frames_are_seen_when_published_and_not_before()
    {
        for (int i = 0; i < 3; i++)
        {
            Assert.True(_area.Writer.TryReserve(8, out _));
            _area.Writer.Commit(FrameKind.Call, 8);
            Assert.False(_area.Reader.HasData);
        }

        _area.Writer.Publish();

        for (int i = 0; i < 3; i++)
            Assert.NotNull(_area.TryRead());
        Assert.Null(_area.TryRead());
    }

    [Fact]
    public void Shown_frames_are_there_to_read_and_wake_nobody_until_published()
    {
        int parked = _area.Reader.Spot.MarkParked();
        Assert.True(_area.Writer.TryReserve(8, out _));
        _area.Writer.Commit(FrameKind.ItemResult, 8);

        _area.Writer.Show();
        Assert.True(_area.Reader.HasData);
        Assert.Equal(parked, _area.Reader.Spot.Value);

        _area.Writer.Publish();
        Assert.True(ParkingSpot.IsWoken(parked, _area.Reader.Spot.Value));
    }

    [Fact]
    public void Reservation_that_is_not_committed_leaves_nothing()
    {
        Assert.True(_area.Writer.TryReserve(500, out Span<byte> room));
        room.Fill(1);
        _area.Writer.Publish();
        Assert.Null(_area.TryRead());

        Assert.NotNull(_area.TryWrite(10, 2));
        Assert.Equal((10, (byte)2), _area.TryRead());
    }

    [Fact]
    public void Frames_of_every_length_stay_whole_and_in_order_around_the_end()
    {
        var random = new Random(1);
        var expected = new Queue<(int, byte)>();
        for (int i = 0; i < 20_000; i++)
        {
            int length = random.Next(4) == 0 ? random.Next(_area.Writer.MaxPayload + 1) : random.Next(64);
            byte mark = length == 0 ? (byte)0 : (byte)i;
            if (random.Next(2) == 0 && _area.TryWrite(length, mark) is not null)
                expected.Enqueue((length, mark));
            else if (expected.TryDequeue(out (int, byte) next))
                Assert.Equal(next, _area.TryRead());
        }

        while (expected.TryDequeue(out (int, byte) next))
            Assert.Equal(next, _area.TryRead());
        Assert.Null(_area.TryRead());
    }

    [Fact]
    public void Frame_that_does_not_fit_before_the_end_goes_to_the_start()
    {
        // Up to 96 bytes before the end, then all read: the ring is empty.
        for (int left = _area.Ring.Capacity - 96; left > 0; left -= 1000)
        {
            Assert.NotNull(_area.TryWrite(Math.Min(left, 1000) - FrameHeader.Size));
            Assert.NotNull(_area.TryRead());
        }

        long? position = _area.TryWrite(96, 7);

        Assert.Equal(_area.Ring.Capacity, position);
        Assert.Equal((96, (byte)7), _area.TryRead());
    }

    [Fact]
    public void Longest_payload_fits_into_an_empty_ring_wherever_that_is()
    {
        for (int i = 0; i < 1000; i++)
        {
            Assert.NotNull(_area.TryWrite(_area.Writer.MaxPayload, 1));
            Assert.NotNull(_area.TryRead());
            Assert.NotNull(_area.TryWrite(i % 50));
            Assert.NotNull(_area.TryRead());
        }
    }

    [Fact]
    public void Longer_payload_than_the_longest_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _area.Writer.TryReserve(_area.Writer.MaxPayload + 1, out _));

    [Fact]
    public void Full_ring_takes_no_frame_until_an_eighth_of_it_is_read()
    {
        int count = 0;
        while (_area.TryWrite(48) is not null)
            count++;
        Assert.Equal(_area.Ring.Capacity / 64, count);

        for (int read = 1; read < count / 8; read++)
            Assert.NotNull(_area.TryRead());
        Assert.Null(_area.TryWrite(48));
        Assert.NotNull(_area.TryRead());

        for (int written = 0; written < count / 8; written++)
            Assert.NotNull(_area.TryWrite(48));
        Assert.Null(_area.TryWrite(48));
    }

    [Fact]
    public void Reader_that_finds_nothing_more_has_given_all_places_back()
    {
        Assert.NotNull(_area.TryWrite(48));
        Assert.NotNull(_area.TryRead());
        Assert.Equal(0, *_area.Ring.Tail);

        Assert.Null(_area.TryRead());

        Assert.Equal(*_area.Ring.Head, *_area.Ring.Tail);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Ring.HeaderSize)]
    [InlineData(Ring.HeaderSize + 5000)]
    public void Area_of_another_length_is_refused(int length) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new Ring((byte*)4096, length));

    [Fact]
    public void Area_that_is_not_aligned_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Ring((byte*)4104, Ring.LengthFor(Ring.MinCapacity)));
}
