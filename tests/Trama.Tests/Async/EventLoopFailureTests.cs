using Trama.Testing;

namespace Trama.Tests.Async;

public sealed class EventLoopFailureTests
{
    private readonly List<ExecutorEvent> _events = [];
    private readonly InvalidDataException _thrown = new("mine");

    [Fact]
    public void A_callback_that_throws_ends_the_loop_with_its_exception()
    {
        Assert.Same(_thrown, Assert.Throws<InvalidDataException>(() => VirtualTime.Run(
            time =>
            {
                EventLoop.Current!.Post(() => throw _thrown);
                return Task.Delay(Timeout.InfiniteTimeSpan, time);
            },
            new() { Loop = new() { OnEvent = _events.Add } })));
        Assert.Same(_thrown, Assert.Single(_events.OfType<ExecutorEvent.CallbackFailed>()).Error);
    }

    [Fact]
    public void A_failure_cancels_the_main_function_and_awaits_its_clean_up()
    {
        var cleanedUp = false;
        Assert.Same(_thrown, Assert.Throws<InvalidDataException>(() => EventLoop.Run(async token =>
        {
            EventLoop.Current!.Post(() => throw _thrown);
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                await Task.Yield();
                cleanedUp = true;
            }
        }, cancellationToken: TestContext.Current.CancellationToken)));
        Assert.True(cleanedUp);
    }

    [Fact]
    public void An_async_void_method_that_throws_ends_the_loop()
    {
        Assert.Same(_thrown, Assert.Throws<InvalidDataException>(() => VirtualTime.Run(time =>
        {
            Work();
            return Task.Delay(Timeout.InfiniteTimeSpan, time);
        })));

        async void Work()
        {
            await Task.Yield();
            throw _thrown;
        }
    }

    [Fact]
    public void A_handled_exception_harms_no_other_callback()
    {
        var handled = new List<Exception>();
        var others = 0;
        EventLoop.Run(
            async () =>
            {
                var loop = EventLoop.Current!;
                loop.Post(() => others++);
                loop.Post(() => throw _thrown);
                loop.Post(() => others++);
                await Task.Yield();
            },
            new()
            {
                OnUnhandledException = error =>
                {
                    handled.Add(error);
                    return true;
                },
            });
        Assert.Equal([_thrown], handled);
        Assert.Equal(2, others);
    }

    [Fact]
    public void A_timers_callback_that_throws_is_treated_alike() =>
        Assert.Same(_thrown, Assert.Throws<InvalidDataException>(() => VirtualTime.Run(async time =>
        {
            using var timer = EventLoop.Current!.TimeProvider.CreateTimer(
                _ => throw _thrown, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
            await Task.Delay(Timeout.InfiniteTimeSpan, time);
        })));

    [Fact]
    public void An_event_handler_that_throws_ends_the_loop() =>
        Assert.Same(_thrown, Assert.Throws<InvalidDataException>(() => VirtualTime.Run(
            async time =>
            {
                time.Advance(TimeSpan.FromSeconds(1)); // the callback seems to take a second
                await Task.Delay(Timeout.InfiniteTimeSpan, time);
            },
            new() { Loop = new() { OnEvent = _ => throw _thrown } })));
}
