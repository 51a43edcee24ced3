namespace Trama.Testing.Tests;

public sealed class VirtualTimeProviderTests
{
    private readonly VirtualTimeProvider _time = new();
    private readonly List<double> _fired = [];

    [Fact]
    public void It_stands_still_until_told_to_move()
    {
        Assert.Equal(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), _time.GetUtcNow());
        var before = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(TimeSpan.FromTicks(1), _time.GetElapsedTime(before));
        Assert.Same(TimeZoneInfo.Utc, _time.LocalTimeZone);
    }

    [Fact]
    public void Advance_fires_each_timer_at_its_own_time_in_order()
    {
        using var late = Timer(3, never: true);
        using var early = Timer(1, never: true);
        using var beyond = Timer(5, never: true);
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal([1, 3], _fired);
        Assert.Equal(4, _time.Elapsed.TotalSeconds);
        Assert.Equal(1, _time.TimerCount);
    }

    [Fact]
    public void A_periodic_timer_fires_once_a_period()
    {
        using var timer = Timer(2, never: false);
        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal([2, 4, 6], _fired);
    }

    [Fact]
    public void A_timer_that_a_callback_arms_fires_in_the_same_advance()
    {
        ITimer? second = null;
        using var first = _time.CreateTimer(_ => second = Timer(1, never: true), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal([2], _fired);
        second!.Dispose();
    }

    [Fact]
    public void Changed_and_disposed_timers_forget_their_old_time()
    {
        var timer = Timer(1, never: true);
        Assert.True(timer.Change(TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(_fired);
        timer.Dispose();
        Assert.False(timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Empty(_fired);
    }

    [Fact]
    public void It_can_move_to_the_next_timer()
    {
        Assert.False(_time.AdvanceToNextTimer());
        using var timer = Timer(30, never: true);
        Assert.True(_time.AdvanceToNextTimer());
        Assert.Equal([30], _fired);
        Assert.False(_time.AdvanceToNextTimer());
    }

    [Fact]
    public void Time_does_not_go_back() =>
        Assert.Contains(
            "TRM1002",
            Assert.Throws<ArgumentOutOfRangeException>(() => _time.Advance(TimeSpan.FromTicks(-1))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Callbacks_see_the_execution_context_of_their_maker()
    {
        var local = new AsyncLocal<int> { Value = 1 };
        var seen = 0;
        using var timer = _time.CreateTimer(_ => seen = local.Value, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        local.Value = 2;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, seen);
    }

    [Fact]
    public async Task A_cancellation_source_can_run_on_it()
    {
        using var source = new CancellationTokenSource(TimeSpan.FromMinutes(1), _time);
        var waiting = Task.Delay(Timeout.Infinite, source.Token);
        _time.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private ITimer Timer(int seconds, bool never) => _time.CreateTimer(
        _ => _fired.Add(_time.Elapsed.TotalSeconds),
        null,
        TimeSpan.FromSeconds(seconds),
        never ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds));
}
