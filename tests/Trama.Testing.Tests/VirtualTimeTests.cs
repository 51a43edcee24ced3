using System.Diagnostics;

namespace Trama.Testing.Tests;

public sealed class VirtualTimeTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public void The_clock_jumps_when_everything_waits()
    {
        var real = Stopwatch.StartNew();
        var elapsed = VirtualTime.Run(async time =>
        {
            await Task.Delay(Hour, time);
            await Task.Delay(Hour, EventLoop.Current!.TimeProvider);
            return time.Elapsed;
        });
        Assert.Equal(2 * Hour, elapsed);
        Assert.True(real.Elapsed < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void The_clock_does_not_move_while_something_can_run() => VirtualTime.Run(async time =>
    {
        var delay = Task.Delay(TimeSpan.FromMilliseconds(1), time);
        for (var i = 0; i < 10_000; i++)
            await Task.Yield();

        Assert.Equal(TimeSpan.Zero, time.Elapsed);
        await delay;
        Assert.Equal(TimeSpan.FromMilliseconds(1), time.Elapsed);
    });

    [Fact]
    public void Waits_end_in_the_order_of_their_times()
    {
        var order = new List<int>();
        VirtualTime.Run(async time => await Task.WhenAll(Enumerable.Range(1, 3).Reverse().Select(async hours =>
        {
            await Task.Delay(hours * Hour, time);
            order.Add(hours);
        })));
        Assert.Equal([1, 2, 3], order);
    }

    [Fact]
    public void A_result_due_with_its_timeout_is_not_lost() => VirtualTime.Run(async time =>
    {
        Assert.Equal(5, await DelayedAsync().WaitAsync(Hour, time));

        async Task<int> DelayedAsync()
        {
            await Task.Delay(Hour, time);
            return 5;
        }
    });

    [Fact]
    public void A_wait_for_ever_is_a_deadlock_that_says_what_to_do()
    {
        var options = new VirtualTimeOptions { DeadlockAfter = TimeSpan.FromMilliseconds(10) };
        var deadlock = Assert.Throws<VirtualTimeDeadlockException>(() => VirtualTime.Run(
            async time =>
            {
                await Task.Delay(Hour, time);
                _ = EventLoop.Current!.InvokeAsync(WaitForEverAsync, CancellationToken.None);
                await WaitForEverAsync();
            },
            options));
        Assert.Equal(["VirtualTimeTests.WaitForEverAsync"], deadlock.Waiting);
        Assert.Contains("01:00:00", deadlock.Message, StringComparison.Ordinal);
        Assert.Contains("Hold()", deadlock.Message, StringComparison.Ordinal);
        Assert.EndsWith("(TRM1001)", deadlock.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_held_clock_waits_for_real_work()
    {
        using var release = new ManualResetEventSlim();
        VirtualTime.Run(
            async time =>
            {
                var timeout = Task.Delay(Hour, time);
                using (time.Hold())
                {
                    var work = Task.Run(() => release.Wait(TimeSpan.FromSeconds(30)));
                    var opener = Task.Run(release.Set);
                    Assert.Same(work, await Task.WhenAny(work, timeout));
                    await opener;
                }

                Assert.Equal(TimeSpan.Zero, time.Elapsed);
                await timeout;
                Assert.Equal(Hour, time.Elapsed);
            },
            new() { DeadlockAfter = TimeSpan.Zero });
    }

    [Fact]
    public void A_release_from_another_thread_lets_the_clock_go_on() => VirtualTime.Run(async time =>
    {
        var hold = time.Hold();
        var releasing = Task.Run(hold.Dispose, TestContext.Current.CancellationToken);
        await Task.Delay(Hour, time, TestContext.Current.CancellationToken);
        await releasing;
    });

    [Fact]
    public void Another_thread_may_move_the_clock_of_a_waiting_loop() => VirtualTime.Run(async time =>
    {
        using var hold = time.Hold();
        var advancing = Task.Run(() => time.Advance(Hour), TestContext.Current.CancellationToken);
        await advancing;
        await Task.Delay(TimeSpan.Zero, time, TestContext.Current.CancellationToken);
        Assert.Equal(Hour, time.Elapsed);
    });

    [Fact]
    public void Settling_lets_a_real_thread_answer_before_the_clock_jumps() => VirtualTime.Run(
        async time =>
        {
            var timeout = Task.Delay(Hour, time);
            var work = Task.Run(() => 1);
            Assert.Same(work, await Task.WhenAny(work, timeout));
        },
        new() { Settle = TimeSpan.FromSeconds(20) });

    [Fact]
    public void The_start_can_be_chosen() => VirtualTime.Run(
        async time =>
        {
            await Task.Delay(Hour, time);
            Assert.Equal(new DateTimeOffset(2030, 1, 1, 1, 0, 0, TimeSpan.Zero), time.GetUtcNow());
        },
        new() { Start = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero) });

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new VirtualTimeOptions { Settle = TimeSpan.FromTicks(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new VirtualTimeOptions { DeadlockAfter = TimeSpan.FromDays(25) });
    }

    private static Task WaitForEverAsync() => new TaskCompletionSource().Task;
}
