using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Rings;

namespace Trama.Tests.Processes.Ipc.Rings;

/// <summary>A frame is claimed by its reader or taken back by its writer, never both.</summary>
public sealed class ClaimTests : IDisposable
{
    private readonly RingArea _area = new();

    public void Dispose() => _area.Dispose();

    [Fact]
    public void Frame_taken_back_is_never_read()
    {
        _area.TryWrite(10, 1);
        long second = _area.TryWrite(10, 2)!.Value;
        _area.TryWrite(10, 3);

        Assert.True(_area.Writer.TryRevoke(second));
        Assert.False(_area.Writer.TryRevoke(second));

        Assert.Equal((10, (byte)1), _area.TryRead());
        Assert.Equal((10, (byte)3), _area.TryRead());
        Assert.Null(_area.TryRead());
    }

    [Fact]
    public void Frame_that_was_claimed_is_not_taken_back()
    {
        long position = _area.TryWrite(10)!.Value;
        Assert.True(_area.Reader.TryRead(out _, out _));
        Assert.False(_area.Writer.TryRevoke(position));

        _area.Reader.Advance();
        Assert.False(_area.Writer.TryRevoke(position));
    }

    [Fact]
    public void Claim_is_told_before_during_and_after_the_reading_and_when_the_place_is_used_again()
    {
        long position = _area.TryWrite(10)!.Value;
        Assert.False(_area.Writer.HasBeenClaimed(position));

        Assert.True(_area.Reader.TryRead(out _, out _));
        Assert.True(_area.Writer.HasBeenClaimed(position));

        _area.Reader.Advance();
        while (_area.TryWrite(100) is not null)
            Assert.True(_area.Writer.HasBeenClaimed(position));
    }

    [Fact]
    public unsafe void In_doubt_a_frame_has_been_claimed()
    {
        long position = _area.TryWrite(10)!.Value;
        _area.Ring.HeaderAt(position)->Claim = 77;
        Assert.True(_area.Writer.HasBeenClaimed(position));
    }

    [Fact]
    public void Places_of_frames_taken_back_are_used_again()
    {
        for (int i = 0; i < 1000; i++)
        {
            Assert.True(_area.Writer.TryRevoke(_area.TryWrite(500)!.Value));
            Assert.Null(_area.TryRead());
        }
    }

    [Fact]
    public async Task Each_frame_is_either_read_or_taken_back_when_both_try_at_once()
    {
        const int Frames = 100_000;
        var isRevoked = new bool[Frames];
        var wasRead = new bool[Frames];
        bool isWritten = false;

        Task reading = OwnThread.Run(Read);
        for (int i = 0; i < Frames; i++)
        {
            if (!_area.Writer.TryReserve(sizeof(int), out Span<byte> payload))
            {
                Assert.True(_area.Writer.WaitForSpace(sizeof(int), TimeSpan.FromSeconds(20)));
                Assert.True(_area.Writer.TryReserve(sizeof(int), out payload));
            }

            BitConverter.TryWriteBytes(payload, i);
            long position = _area.Writer.Commit(FrameKind.Call, sizeof(int));
            _area.Writer.Publish();
            Thread.SpinWait(i % 7);
            isRevoked[i] = _area.Writer.TryRevoke(position);
        }

        Volatile.Write(ref isWritten, true);
        _area.Reader.End();
        await reading;
        Assert.DoesNotContain(true, isRevoked.Zip(wasRead, (revoked, read) => revoked == read));

        void Read()
        {
            var spin = new AdaptiveSpin();
            while (_area.Reader.Wait(spin, Timeout.InfiniteTimeSpan))
            {
                while (_area.Reader.TryRead(out _, out ReadOnlySpan<byte> payload))
                {
                    int number = BitConverter.ToInt32(payload);
                    Assert.False(wasRead[number]);
                    wasRead[number] = true;
                    _area.Reader.Advance();
                }
            }

            Assert.True(Volatile.Read(ref isWritten));
        }
    }
}
