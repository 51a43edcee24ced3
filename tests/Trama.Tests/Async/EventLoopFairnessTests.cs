using Trama.Testing;

namespace Trama.Tests.Async;

public sealed class EventLoopFairnessTests
{
    [Fact]
    public void Timers_are_served_under_an_endless_flood_of_posts() => EventLoop.Run(async () =>
    {
        var loop = EventLoop.Current!;
        var flooding = true;
        Action flood = null!;
        flood = () =>
        {
            if (flooding)
                loop.Post(flood);
        };
        for (var i = 0; i < 1000; i++)
            loop.Post(flood);

        for (var i = 0; i < 5; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(2), loop.TimeProvider);

        flooding = false;
    });

    [Fact]
    public void Timers_are_served_while_other_threads_flood_the_loop() => EventLoop.Run(async () =>
    {
        var loop = EventLoop.Current!;
        var flooding = true;
        var served = 0;
        var first = new TaskCompletionSource();
        var flood = Task.Run(() =>
        {
            while (Volatile.Read(ref flooding))
            {
                loop.Post(() =>
                {
                    served++;
                    first.TrySetResult();
                });
                if (loop.Driver.Queue.Count > 100_000)
                    Thread.Yield(); // the flood outruns the loop; only its memory is bounded here
            }
        });
        await first.Task;
        await Task.Delay(TimeSpan.FromMilliseconds(20), loop.TimeProvider);
        Volatile.Write(ref flooding, false);
        await flood;
        Assert.True(served > 1);
    });

    [Fact]
    public void Posts_are_served_under_an_endless_flood_of_timers() => VirtualTime.Run(async _ =>
    {
        var loop = EventLoop.Current!;
        var flooding = true;
        var timers = new ITimer[1000];
        for (var i = 0; i < timers.Length; i++)
        {
            var index = i;
            timers[i] = loop.TimeProvider.CreateTimer(
                _ =>
                {
                    if (flooding)
                        timers[index].Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan); // due again at once
                },
                null,
                TimeSpan.Zero,
                Timeout.InfiniteTimeSpan);
        }

        for (var i = 0; i < 10; i++)
            await Task.Yield();

        flooding = false;
    });

    [Fact]
    public void A_million_posts_run_in_order()
    {
        var next = 0;
        EventLoop.Run(async () =>
        {
            var loop = EventLoop.Current!;
            for (var i = 0; i < 1_000_000; i++)
                loop.Post(number => next = (int)number! == next ? next + 1 : -1, i);

            await Task.Yield();
        });
        Assert.Equal(1_000_000, next);
    }
}
