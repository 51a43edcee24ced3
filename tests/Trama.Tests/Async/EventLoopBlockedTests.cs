using System.Runtime.CompilerServices;
using Trama.Testing;

namespace Trama.Tests.Async;

// The clock moves inside the callback: to the loop the callback takes that long.
public sealed class EventLoopBlockedTests
{
    private readonly List<ExecutorEvent> _events = [];

    private EventLoopOptions Loop => new() { OnEvent = _events.Add };

    [Fact]
    public void A_callback_that_holds_the_loop_too_long_is_reported_with_name_and_time()
    {
        VirtualTime.Run(
            async time =>
            {
                EventLoop.Current!.Post(state => Hold((VirtualTimeProvider)state!), time);
                await Task.Yield();
            },
            new() { Loop = Loop });
        var blocked = Assert.Single(_events.OfType<ExecutorEvent.LoopBlocked>());
        Assert.Equal(TimeSpan.FromMilliseconds(101), blocked.Held);
        Assert.StartsWith("EventLoopBlockedTests.", blocked.Callback, StringComparison.Ordinal);
        Assert.Null(blocked.StartedAt);
    }

    [Fact]
    public void An_async_method_is_named_as_its_author_named_it()
    {
        VirtualTime.Run(async time => await SlowAfterADelayAsync(time), new() { Loop = Loop });
        Assert.Equal("EventLoopBlockedTests.SlowAfterADelayAsync", Assert.Single(_events.OfType<ExecutorEvent.LoopBlocked>()).Callback);
    }

    [Fact]
    public void After_a_delay_of_the_loops_own_it_has_its_name_too()
    {
        VirtualTime.Run(
            async time =>
            {
                await SlowAfterLoopDelayAsync(time);
            },
            new() { Loop = Loop });
        Assert.Equal("EventLoopBlockedTests.SlowAfterLoopDelayAsync", Assert.Single(_events.OfType<ExecutorEvent.LoopBlocked>()).Callback);
    }

    [Fact]
    public void The_limit_itself_is_allowed()
    {
        VirtualTime.Run(
            time =>
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                return Task.CompletedTask;
            },
            new() { Loop = Loop });
        Assert.Empty(_events);
    }

    [Fact]
    public void The_limit_can_be_changed_and_switched_off()
    {
        Func<VirtualTimeProvider, Task> slow = time =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        };
        VirtualTime.Run(slow, new() { Loop = Loop with { BlockedAfter = TimeSpan.FromSeconds(2) } });
        VirtualTime.Run(slow, new() { Loop = Loop with { BlockedAfter = Timeout.InfiniteTimeSpan } });
        Assert.Empty(_events);
        VirtualTime.Run(slow, new() { Loop = Loop with { BlockedAfter = TimeSpan.FromMilliseconds(999) } });
        Assert.Single(_events);
    }

    [Fact]
    public void Where_it_was_started_is_kept_when_asked_for()
    {
        VirtualTime.Run(
            async time =>
            {
                Starter(time);
                await Task.Yield();
            },
            new() { Loop = Loop with { CaptureStarts = true } });
        var start = Assert.Single(_events.OfType<ExecutorEvent.LoopBlocked>()).StartedAt;
        Assert.StartsWith($"   at {typeof(EventLoopBlockedTests)}.{nameof(Starter)}(", start, StringComparison.Ordinal);
    }

    // Its frame is what the test looks for: neither inlined into its caller nor, as the last call, replaced by what it calls.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Starter(VirtualTimeProvider time)
    {
        EventLoop.Current!.Post(() => Hold(time));
        GC.KeepAlive(time);
    }

    private static void Hold(VirtualTimeProvider time) => time.Advance(TimeSpan.FromMilliseconds(101));

    private static async Task SlowAfterADelayAsync(VirtualTimeProvider time)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(10), time);
        Hold(time);
    }

    private static async Task SlowAfterLoopDelayAsync(VirtualTimeProvider time)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(10), EventLoop.Current!.TimeProvider);
        Hold(time);
    }
}
