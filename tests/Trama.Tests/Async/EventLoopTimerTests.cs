using Trama.Testing;

namespace Trama.Tests.Async;

public sealed class EventLoopTimerTests
{
    private static TimeProvider Timers => EventLoop.Current!.TimeProvider;

    [Fact]
    public void Timer_due_first_fires_first_and_equal_ones_in_the_order_they_were_made()
    {
        var order = new List<int>();
        VirtualTime.Run(async _ =>
        {
            int[] due = [300, 5, 70_000, 300, 64, 5, 4096, 63, 65];
            await Task.WhenAll(due.Select(async (milliseconds, index) =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), Timers);
                order.Add(index);
            }));
        });
        Assert.Equal([1, 5, 7, 4, 8, 0, 3, 6, 2], order);
    }

    [Fact]
    public void A_timer_fires_at_its_millisecond_and_never_early() => VirtualTime.Run(async time =>
    {
        time.Advance(TimeSpan.FromTicks(1)); // between two of the loop's milliseconds
        var made = time.Elapsed;
        await Task.Delay(TimeSpan.FromMilliseconds(10), Timers);
        Assert.InRange(time.Elapsed - made, TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(11));
    });

    [Fact]
    public void Real_time_delays_are_never_early() => EventLoop.Run(async () =>
    {
        for (var milliseconds = 1; milliseconds <= 16; milliseconds *= 4)
        {
            var started = TimeProvider.System.GetTimestamp();
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), Timers);
            Assert.True(TimeProvider.System.GetElapsedTime(started) >= TimeSpan.FromMilliseconds(milliseconds));
        }
    });

    [Fact]
    public void A_periodic_timer_keeps_its_beat() => VirtualTime.Run(async time =>
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100), Timers);
        for (var beat = 1; beat <= 5; beat++)
        {
            Assert.True(await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken));
            Assert.Equal(TimeSpan.FromMilliseconds(100 * beat), time.Elapsed);
        }
    });

    [Fact]
    public void A_periodic_timer_skips_the_beats_that_it_missed() => VirtualTime.Run(async time =>
    {
        var fired = new List<double>();
        using var timer = Timers.CreateTimer(
            _ => fired.Add(time.Elapsed.TotalMilliseconds), null, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(100));
        time.Advance(TimeSpan.FromMilliseconds(350)); // the loop is held
        await Task.Delay(TimeSpan.FromMilliseconds(250), Timers);
        Assert.Equal([350, 450, 550], fired);
    });

    [Fact]
    public void A_disposed_timer_does_not_fire_and_does_not_move_a_virtual_clock() => VirtualTime.Run(async time =>
    {
        var fired = false;
        var timer = Timers.CreateTimer(_ => fired = true, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        timer.Dispose();
        Assert.False(timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        await Task.Delay(TimeSpan.FromSeconds(5), time);
        Assert.False(fired);
    });

    [Fact]
    public void A_changed_timer_fires_at_its_new_time_only() => VirtualTime.Run(async time =>
    {
        var fired = new List<double>();
        using var timer = Timers.CreateTimer(
            _ => fired.Add(time.Elapsed.TotalSeconds), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        Assert.True(timer.Change(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(2)));
        await Task.Delay(TimeSpan.FromSeconds(6), Timers);
        Assert.Equal([3, 5], fired);
        Assert.True(timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
        await Task.Delay(TimeSpan.FromSeconds(6), Timers);
        Assert.Equal(2, fired.Count);
    });

    [Fact]
    public void A_timers_own_callback_may_dispose_of_it_and_of_others_due_with_it() => VirtualTime.Run(async _ =>
    {
        var fired = 0;
        var timers = new ITimer[3];
        for (var i = 0; i < timers.Length; i++)
        {
            timers[i] = Timers.CreateTimer(
                _ =>
                {
                    fired++;
                    foreach (var timer in timers)
                        timer.Dispose();
                },
                null,
                TimeSpan.FromSeconds(1),
                TimeSpan.FromSeconds(1));
        }

        await Task.Delay(TimeSpan.FromSeconds(10), Timers);
        Assert.Equal(1, fired);
    });

    [Fact]
    public void A_timer_due_at_once_fires_before_the_clock_moves() => VirtualTime.Run(async time =>
    {
        var fired = new TaskCompletionSource();
        using var timer = Timers.CreateTimer(_ => fired.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await fired.Task;
        Assert.Equal(TimeSpan.Zero, time.Elapsed);
    });

    [Fact]
    public void Other_threads_may_make_change_and_dispose_of_timers_that_fire_on_the_loop() => EventLoop.Run(async () =>
    {
        var thread = Environment.CurrentManagedThreadId;
        var timers = Timers;
        var firedOn = new TaskCompletionSource<int>();
        var wrong = 0;
        await Task.Run(() =>
        {
            for (var i = 0; i < 100; i++)
            {
                var never = timers.CreateTimer(
                    _ => Interlocked.Increment(ref wrong), null, TimeSpan.FromHours(1), Timeout.InfiniteTimeSpan);
                never.Change(TimeSpan.FromHours(2), TimeSpan.FromHours(1));
                never.Dispose();
            }

            timers.CreateTimer(
                _ => firedOn.TrySetResult(Environment.CurrentManagedThreadId),
                null,
                TimeSpan.FromMilliseconds(5),
                Timeout.InfiniteTimeSpan);
        });
        Assert.Equal(thread, await firedOn.Task);
        Assert.Equal(0, wrong);
        Assert.Equal(0, EventLoop.Current!.Driver.Timers.Count);
    });

    [Fact]
    public void A_cancelled_delay_leaves_no_timer_behind() => EventLoop.Run(async () =>
    {
        using var canceller = new CancellationTokenSource();
        var delay = Task.Delay(TimeSpan.FromHours(1), Timers, canceller.Token);
        Assert.Equal(1, EventLoop.Current!.Driver.Timers.Count);
        canceller.Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => delay);
        Assert.Equal(0, EventLoop.Current!.Driver.Timers.Count);
    });

    [Theory]
    [InlineData(-2L)]
    [InlineData(4294967295L)]
    public void Times_out_of_range_are_refused(long milliseconds) => EventLoop.Run(() =>
    {
        var refused = Assert.Throws<ArgumentOutOfRangeException>(
            () => Timers.CreateTimer(_ => { }, null, TimeSpan.FromMilliseconds(milliseconds), Timeout.InfiniteTimeSpan));
        Assert.Equal("dueTime", refused.ParamName);
        Assert.Contains("TRM0204", refused.Message, StringComparison.Ordinal);
        return Task.CompletedTask;
    });

    [Fact]
    public void A_timer_on_a_loop_that_has_ended_is_refused()
    {
        var timers = EventLoop.Run(() => Task.FromResult(Timers));
        Assert.Throws<ObjectDisposedException>(() => timers.CreateTimer(_ => { }, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan));
    }

    [Fact]
    public void Result_and_timeout_at_the_same_tick_do_not_lose_the_result() => VirtualTime.Run(async _ =>
    {
        Assert.Equal(5, await DelayedAsync().WaitAsync(TimeSpan.FromSeconds(1), Timers));

        static async Task<int> DelayedAsync()
        {
            await Task.Delay(TimeSpan.FromSeconds(1), Timers);
            return 5;
        }
    });
}
