using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Rings;

namespace Trama.Tests.Processes.Ipc.Rings;

/// <summary>One thread reads at a time, whoever it is, and nothing that was written waits for ever.</summary>
public sealed class ReaderRoleTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(20);
    private readonly RingArea _area = new();
    private readonly ReaderRole _role;
    private int _reading;
    private long _read;
    private int _round;

    public ReaderRoleTests() => _role = new ReaderRole(_area.Reader);

    public void Dispose() => _area.Dispose();

    [Fact]
    public void Role_is_one_threads()
    {
        Assert.True(_role.TryEnter());
        Assert.False(_role.TryEnter());
        Assert.True(_role.TryLeave());
        Assert.True(_role.TryEnter());
    }

    [Fact]
    public void Leaver_stays_when_something_has_come()
    {
        Assert.True(_role.TryEnter());
        _area.TryWrite(8);
        Assert.False(_role.TryLeave());
        Assert.NotNull(_area.TryRead());
        Assert.True(_role.TryLeave());
    }

    [Fact]
    public async Task What_a_visitor_hands_over_the_dedicated_thread_reads()
    {
        Task dedicated = StartDedicated();
        for (byte mark = 1; mark <= 100; mark++)
        {
            Assert.True(SpinWait.SpinUntil(_role.TryEnter, Long));

            // The writer finds a reader that is awake, and wakes nobody.
            _area.TryWrite(8, mark);
            _role.HandOver();
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _read) == mark, Long));
        }

        _role.End();
        await dedicated;
    }

    [Fact]
    public void Role_that_was_handed_over_with_nothing_left_is_free_and_parked()
    {
        Assert.True(_role.TryEnter());
        _role.HandOver();
        Assert.True(ParkingSpot.IsParked(_area.Reader.Spot.Value));
        Assert.True(_role.TryEnter());
        _role.HandOver();
        _role.End();
        Assert.False(_role.WaitToEnter());
    }

    [Fact]
    public void Ended_role_is_closed_for_good_once_all_is_read()
    {
        _area.TryWrite(8);
        _role.End();
        Assert.True(_role.WaitToEnter());
        Assert.NotNull(_area.TryRead());
        Assert.True(_role.TryLeave());
        Assert.False(_role.WaitToEnter());
        Assert.False(_role.TryEnter());
        Assert.False(_role.WaitToEnter());
    }

    [Fact]
    public async Task Ended_role_is_closed_after_the_last_visitor_has_left()
    {
        Assert.True(_role.TryEnter());
        _role.End();
        Task<bool> closing = Task.Run(_role.WaitToEnter);
        await Task.WhenAny(closing, Task.Delay(20));
        Assert.False(closing.IsCompleted);

        Assert.True(_role.TryLeave());
        Assert.False(await closing);
    }

    [Fact]
    public async Task Dedicated_thread_that_was_woken_for_a_frame_read_by_another_parks_again()
    {
        Task dedicated = StartDedicated();
        Assert.True(_role.TryEnter());
        Assert.True(_role.TryLeave());

        // What a slow writer does late: it had written a frame that a visitor has read since, and now finds "parked".
        WakeLate();
        Assert.True(SpinWait.SpinUntil(() => ParkingSpot.IsParked(_area.Reader.Spot.Value), Long));

        _area.TryWrite(8, 1);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref _read) == 1, Long));
        _role.End();
        await dedicated;
    }

    [Fact]
    public async Task Every_frame_is_read_once_and_in_order_whoever_takes_over()
    {
        const int Rounds = 5_000;
        Task dedicated = StartDedicated();
        Task[] visitors = [.. Enumerable.Range(0, 3).Select(i => OwnThread.Run(() => VisitOnceARound(new Random(i), Rounds)))];
        var random = new Random(7);
        for (int written = 0, round = 1; round <= Rounds; round++)
        {
            Volatile.Write(ref _round, round);
            for (int count = random.Next(1, 4); count > 0; count--)
            {
                Thread.SpinWait(random.Next(60));
                Assert.NotNull(_area.TryWrite(sizeof(byte), (byte)++written));
            }

            // The visitors come once a round at most, so what they leave is the dedicated thread's: it must be awake for it.
            bool isAllRead = SpinWait.SpinUntil(() => Volatile.Read(ref _read) == written, Long);
            Assert.True(isAllRead, $"Round {round}: {_read} of {written} were read.");
        }

        _role.End();
        await Task.WhenAll([dedicated, .. visitors]);
        Assert.Equal(0, _reading);
    }

    private unsafe void WakeLate() => ParkingSpot.WakeIfParked(_area.Ring.ReaderWord);

    private Task StartDedicated() => OwnThread.Run(() =>
    {
        while (_role.WaitToEnter())
            ReadAndLeave();
    });

    private void VisitOnceARound(Random random, int rounds)
    {
        for (int seen = 0; seen < rounds;)
        {
            var wait = new SpinWait();
            while (Volatile.Read(ref _round) == seen)
                wait.SpinOnce();
            seen = Volatile.Read(ref _round);
            Thread.SpinWait(random.Next(100));
            if (!_role.TryEnter())
                continue;
            if (random.Next(2) == 0)
                ReadAndLeave();
            else
                ReadOneAndHandOver();
        }
    }

    private void ReadOneAndHandOver()
    {
        Assert.Equal(1, Interlocked.Increment(ref _reading));
        TryReadOne();
        Interlocked.Decrement(ref _reading);
        _role.HandOver();
    }

    private bool TryReadOne()
    {
        if (_area.TryRead() is not (_, byte mark))
            return false;
        Assert.Equal((byte)(_read + 1), mark);
        Volatile.Write(ref _read, _read + 1);
        return true;
    }

    private void ReadAndLeave()
    {
        do
        {
            Assert.Equal(1, Interlocked.Increment(ref _reading));
            while (TryReadOne())
            {
                // In order, as it checks.
            }

            Interlocked.Decrement(ref _reading);
        }
        while (!_role.TryLeave());
    }
}
