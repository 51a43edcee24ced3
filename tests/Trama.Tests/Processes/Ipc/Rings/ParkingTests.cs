using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Rings;

namespace Trama.Tests.Processes.Ipc.Rings;

/// <summary>Sleeping until there is something to do, and never longer.</summary>
public sealed class ParkingTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private readonly RingArea _area = new();
    private readonly RingArea _back = new();
    private readonly AdaptiveSpin _noSpin = new() { Limit = TimeSpan.Zero };

    public void Dispose()
    {
        _area.Dispose();
        _back.Dispose();
    }

    [Theory]
    [InlineData(0, 100_000)]
    [InlineData(5, 100_000)]
    public async Task Two_threads_that_answer_each_other_never_oversleep(int spinMicroseconds, int rounds)
    {
        var limit = TimeSpan.FromMicroseconds(spinMicroseconds);
        Task answering = OwnThread.Run(() =>
        {
            var spin = new AdaptiveSpin { Limit = limit };
            for (int i = 0; i < rounds; i++)
            {
                Assert.True(_area.Reader.Wait(spin, Long));
                Assert.NotNull(_area.TryRead());
                Assert.NotNull(_back.TryWrite(8));
            }
        });
        var spin = new AdaptiveSpin { Limit = limit };
        for (int i = 0; i < rounds; i++)
        {
            Assert.NotNull(_area.TryWrite(8));
            Assert.True(_back.Reader.Wait(spin, Long));
            Assert.NotNull(_back.TryRead());
        }

        await answering;
    }

    [Fact]
    public async Task Writer_parked_for_space_gets_it_when_frames_are_read()
    {
        const int Frames = 50_000;
        Task writing = OwnThread.Run(() =>
        {
            for (int i = 0; i < Frames; i++)
            {
                int length = i % 7 == 0 ? _area.Writer.MaxPayload : i % 100;
                while (_area.TryWrite(length, 1) is null)
                    Assert.True(_area.Writer.WaitForSpace(length, Long));
            }
        });
        for (int read = 0; read < Frames; read++)
        {
            while (_area.TryRead() is null)
                Assert.True(_area.Reader.Wait(_noSpin, Long));
        }

        await writing;
    }

    [Fact]
    public void Waits_end_when_their_time_is_over()
    {
        Assert.False(_area.Reader.Wait(_noSpin, TimeSpan.FromMilliseconds(1)));
        FillUp();
        Assert.False(_area.Writer.WaitForSpace(48, TimeSpan.FromMilliseconds(1)));
        Assert.True(_area.Reader.Wait(_noSpin, TimeSpan.Zero));
    }

    [Fact]
    public async Task Reader_that_is_ended_gives_what_is_left_and_then_no_more()
    {
        Task<bool> waiting = Task.Run(() => _area.Reader.Wait(_noSpin, Timeout.InfiniteTimeSpan));
        UntilParked(() => ParkingSpot.IsParked(_area.Reader.Spot.Value));
        _area.Reader.End();
        Assert.False(await waiting);

        _area.TryWrite(8);
        Assert.True(_area.Reader.Wait(_noSpin, Timeout.InfiniteTimeSpan));
        Assert.NotNull(_area.TryRead());
        Assert.False(_area.Reader.Wait(_noSpin, Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public async Task Writer_that_is_ended_waits_for_space_no_more()
    {
        FillUp();
        Task<bool> waiting = Task.Run(() => _area.Writer.WaitForSpace(48, Timeout.InfiniteTimeSpan));
        UntilParked(() => IsWriterParked());
        _area.Writer.End();
        Assert.False(await waiting);
    }

    [Fact]
    public unsafe void Futex_does_not_sleep_on_another_value_nor_past_its_time()
    {
        Assert.True(Futex.IsSupported);
        int word = 5;
        Futex.Wait(&word, 4, Timeout.InfiniteTimeSpan);
        Futex.Wait(&word, 5, TimeSpan.FromMilliseconds(1));
        Futex.Wake(&word, 1);
    }

    private static void UntilParked(Func<bool> isParked) => Assert.True(SpinWait.SpinUntil(isParked, Long));

    private unsafe bool IsWriterParked() => ParkingSpot.IsParked(Volatile.Read(ref *_area.Ring.WriterWord));

    private void FillUp()
    {
        while (_area.TryWrite(48) is not null)
        {
        }
    }
}
