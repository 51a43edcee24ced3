using Trama.Async;

namespace Trama.Tests.Async;

public sealed class TimerWheelTests
{
    [Fact]
    public void It_gives_what_a_sorted_list_gives()
    {
        for (var seed = 1; seed <= 50; seed++)
            Compare(new Random(seed));
    }

    [Fact]
    public void The_next_wake_is_never_late_and_arrives_at_the_timer()
    {
        var wheel = new TimerWheel();
        wheel.Add(Timer(1_000_000_007));
        var steps = 0;
        var now = 0L;
        while (wheel.TakeDue(now) is null)
        {
            Assert.InRange(wheel.NextWake, now + 1, 1_000_000_007);
            now = wheel.NextWake;
            Assert.InRange(++steps, 1, 11);
        }

        Assert.Equal(1_000_000_007, now);
        Assert.Equal(long.MaxValue, wheel.NextWake);
    }

    [Fact]
    public void Removing_the_last_timer_leaves_nothing_to_wake_for()
    {
        var wheel = new TimerWheel();
        LoopTimer[] timers = [Timer(5), Timer(5), Timer(500)];
        foreach (var timer in timers)
            wheel.Add(timer);

        Assert.True(wheel.Remove(timers[0]));
        Assert.Equal(5, wheel.NextWake);
        Assert.True(wheel.Remove(timers[1]));
        Assert.True(wheel.NextWake > 5);
        Assert.True(wheel.Remove(timers[2]));
        Assert.False(wheel.Remove(timers[2]));
        Assert.Equal(long.MaxValue, wheel.NextWake);
        Assert.Equal(0, wheel.Count);
    }

    private static void Compare(Random random)
    {
        var wheel = new TimerWheel();
        var model = new SortedSet<(long Due, int Order)>();
        var timers = new Dictionary<LoopTimer, (long, int)>();
        var (now, order) = (0L, 0);
        for (var step = 0; step < 2000; step++)
        {
            if (random.Next(3) > 0)
            {
                var timer = Timer(now + random.NextInt64(1L << random.Next(1, 24)));
                wheel.Add(timer);
                timers[timer] = (timer.Due, order);
                model.Add((timer.Due, order++));
            }
            else if (random.Next(2) == 0 && timers.Count > 0)
            {
                var victim = timers.Keys.First();
                Assert.True(wheel.Remove(victim));
                model.Remove(timers[victim]);
                timers.Remove(victim);
            }
            else
            {
                now += random.NextInt64(1L << random.Next(1, 20));
                while (wheel.TakeDue(now) is { } due)
                {
                    Assert.Equal(model.Min, timers[due]);
                    Assert.True(due.Due <= now);
                    model.Remove(model.Min);
                    timers.Remove(due);
                }

                Assert.True(model.Count == 0 || model.Min.Due > now);
            }

            Assert.Equal(model.Count, wheel.Count);
            Assert.True(model.Count == 0 ? wheel.NextWake == long.MaxValue : wheel.NextWake <= model.Min.Due);
        }
    }

    private static LoopTimer Timer(long due) => new(null!, null) { Due = due };
}
