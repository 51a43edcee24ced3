using Trama.Testing;

namespace Trama.Tests.Async.Sockets;

/// <summary>The loop itself waits: the same, and what only that can promise.</summary>
public sealed class SelectorLoopSocketTests() : LoopSocketTests(ioOnLoop: true)
{
    [Fact]
    public void A_continuation_stays_on_the_loop_even_when_it_did_not_ask_for_that() => Run(async pair =>
    {
        int thread = Environment.CurrentManagedThreadId;
        ValueTask<int> receiving = pair.Server.ReceiveAsync(new byte[10]);
        await pair.Client.SendAsync(new byte[1]).ConfigureAwait(false);
        Assert.Equal(1, await receiving.ConfigureAwait(false));
        Assert.Equal(thread, Environment.CurrentManagedThreadId);
    });

    [Fact]
    public void A_second_receive_is_told_that_one_is_under_way() => Run(async pair =>
    {
        ValueTask<int> first = pair.Server.ReceiveAsync(new byte[10]);
        InvalidOperationException busy = await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await pair.Server.ReceiveAsync(new byte[10]));
        Assert.Contains("TRM0210", busy.Message, StringComparison.Ordinal);
        await pair.Client.SendAsync(new byte[3]);
        Assert.Equal(3, await first);
    });

    [Fact]
    public void An_outcome_is_fetched_once() => Run(async pair =>
    {
        ValueTask<int> receiving = pair.Server.ReceiveAsync(new byte[10]);
        await pair.Client.SendAsync(new byte[1]);
        Assert.Equal(1, await receiving);
        InvalidOperationException twice = await Assert.ThrowsAsync<InvalidOperationException>(async () => await receiving);
        Assert.Contains("TRM0209", twice.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void IO_is_served_under_an_endless_flood_of_posts() => Run(async pair =>
    {
        EventLoop loop = EventLoop.Current!;
        bool flooding = true;
        Action flood = null!;
        flood = () =>
        {
            if (flooding)
                loop.Post(flood);
        };
        for (int i = 0; i < 1000; i++)
            loop.Post(flood);

        for (int i = 0; i < 5; i++)
        {
            ValueTask<int> receiving = pair.Server.ReceiveAsync(new byte[10]);
            await pair.Client.SendAsync(new byte[1]);
            Assert.Equal(1, await receiving);
        }

        flooding = false;
    });

    [Fact]
    public void IO_is_served_under_an_endless_flood_of_timers() => Run(async pair =>
    {
        EventLoop loop = EventLoop.Current!;
        bool flooding = true;
        var timers = new ITimer[1000];
        for (int i = 0; i < timers.Length; i++)
        {
            int index = i;
            TimerCallback again = _ =>
            {
                if (flooding)
                    timers[index].Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            };
            timers[i] = loop.TimeProvider.CreateTimer(again, null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        for (int i = 0; i < 5; i++)
        {
            ValueTask<int> receiving = pair.Server.ReceiveAsync(new byte[10]);
            await pair.Client.SendAsync(new byte[1]);
            Assert.Equal(1, await receiving);
        }

        flooding = false;
    });

    [Fact]
    public void A_function_whose_socket_is_always_ready_leaves_the_others_their_turn() => Run(async pair =>
    {
        EventLoop loop = EventLoop.Current!;
        bool flooding = true;
        Task flood = loop.InvokeAsync(async () =>
        {
            // Each receive finds something: none of them ever waits.
            byte[] one = new byte[1];
            while (flooding)
            {
                await pair.Client.SendAsync(one);
                await pair.Server.ReceiveAsync(one);
            }
        });
        for (int i = 0; i < 5; i++)
            await Task.Delay(TimeSpan.FromMilliseconds(1), loop.TimeProvider);

        Assert.False(flood.IsCompleted);
        flooding = false;
        await flood;
    });

    [Fact]
    public void A_post_wakes_a_loop_that_waits_for_its_io() => Run(async pair =>
    {
        ValueTask<int> receiving = pair.Server.ReceiveAsync(new byte[10]);
        for (int i = 0; i < 100; i++)
            await Task.Run(() => Thread.SpinWait(100));

        await pair.Client.SendAsync(new byte[1]);
        Assert.Equal(1, await receiving);
    });

    [Fact]
    public void Posts_of_many_threads_keep_each_threads_order()
    {
        var seen = new int[4];
        EventLoop.Run(
            () => Task.WhenAll(Enumerable.Range(0, seen.Length).Select(poster =>
            {
                EventLoop loop = EventLoop.Current!;
                return Task.Run(() =>
                {
                    for (int i = 0; i < 10_000; i++)
                        loop.Post(number => seen[poster] = seen[poster] == (int)number! ? seen[poster] + 1 : -1, i);
                });
            })),
            Options);
        Assert.All(seen, count => Assert.Equal(10_000, count));
    }

    [Fact]
    public void A_function_that_blocks_after_a_receive_is_reported_by_its_name()
    {
        List<ExecutorEvent> events = [];
        VirtualTime.Run(
            async time =>
            {
                using SocketPair pair = await HeldAsync(time, SocketPair.ConnectAsync);
                Task blocking = BlockAfterReceiveAsync(pair.Server, time);
                await pair.Client.SendAsync(new byte[1]);
                await HeldAsync(time, async () =>
                {
                    await blocking;
                    return true;
                });
            },
            new() { Loop = Options with { OnEvent = events.Add } });
        Assert.Equal("SelectorLoopSocketTests.BlockAfterReceiveAsync", Assert.Single(events.OfType<ExecutorEvent.LoopBlocked>()).Callback);
    }

    [Fact]
    public void What_has_arrived_comes_before_a_clock_that_jumps() => VirtualTime.Run(
        async time =>
        {
            using SocketPair pair = await HeldAsync(time, SocketPair.ConnectAsync);
            for (int i = 0; i < 20; i++)
            {
                await pair.Client.SendAsync(new byte[1]);
                Task late = Task.Delay(TimeSpan.FromMinutes(1), time);
                Task<int> receiving = pair.Server.ReceiveAsync(new byte[10]).AsTask();
                Assert.Same(receiving, await Task.WhenAny(receiving, late));
            }

            Assert.Equal(TimeSpan.Zero, time.Elapsed);
        },
        new() { Loop = Options });

    [Fact]
    public void Timers_are_never_early() => EventLoop.Run(
        async () =>
        {
            EventLoop loop = EventLoop.Current!;
            var late = new List<double>();
            for (int i = 0; i < 50; i++)
            {
                long started = loop.TimeProvider.GetTimestamp();
                await Task.Delay(TimeSpan.FromMilliseconds(2), loop.TimeProvider);
                late.Add(loop.TimeProvider.GetElapsedTime(started).TotalMilliseconds - 2);
            }

            Assert.All(late, milliseconds => Assert.True(milliseconds >= 0));
        },
        Options);

    [Fact]
    public void The_option_reaches_an_executors_loop() => EventLoop.Run(async () =>
    {
        await using AsyncExecutor executor = Executor.Async(new AsyncExecutorOptions { IOOnLoop = true });
        Assert.True(await executor.RunAsync(async () =>
        {
            using SocketPair pair = await SocketPair.ConnectAsync();
            return pair.Server.Sides is not null;
        }));
    });

    private static async Task BlockAfterReceiveAsync(LoopSocket socket, VirtualTimeProvider time)
    {
        await socket.ReceiveAsync(new byte[10]);
        time.Advance(TimeSpan.FromSeconds(1));
    }

    private static async Task<T> HeldAsync<T>(VirtualTimeProvider time, Func<Task<T>> real)
    {
        using (time.Hold())
            return await real();
    }
}
