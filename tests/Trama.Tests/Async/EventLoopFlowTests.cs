namespace Trama.Tests.Async;

public sealed class EventLoopFlowTests
{
    private static readonly AsyncLocal<string?> Local = new();

    [Fact]
    public void Each_function_keeps_its_own_async_local() => EventLoop.Run(async () =>
    {
        var loop = EventLoop.Current!;
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => loop.InvokeAsync(async () =>
        {
            Local.Value = $"{i}";
            for (var hop = 0; hop < 3; hop++)
            {
                await Task.Yield();
                Assert.Equal($"{i}", Local.Value);
            }

            Assert.Equal($"{i}", await Task.Run(() => Local.Value)); // and on to another thread
            Assert.Equal($"{i}", Local.Value);
        })));
        Assert.Null(Local.Value);
    });

    [Fact]
    public void A_function_sees_its_callers_values_also_from_another_thread() => EventLoop.Run(async () =>
    {
        var loop = EventLoop.Current!;
        Local.Value = "main";
        Assert.Equal("main", await loop.InvokeAsync(() => Local.Value));
        await Task.Run(async () =>
        {
            Local.Value = "thread";
            Assert.Equal("thread", await loop.InvokeAsync(() => Local.Value));
            var posted = new TaskCompletionSource<string?>();
            loop.Post(() => posted.SetResult(Local.Value));
            Assert.Equal("thread", await posted.Task);
        });
        Assert.Equal("main", Local.Value);
    });

    [Fact]
    public void A_callbacks_value_does_not_leak_into_the_next_callback() => EventLoop.Run(async () =>
    {
        var loop = EventLoop.Current!;
        loop.Post(() => Local.Value = "leaked");
        var seen = await loop.InvokeAsync(() => Local.Value);
        Assert.Null(seen);
        SynchronizationContext.Current!.Post(_ => Local.Value = "leaked", null);
        Assert.Null(await loop.InvokeAsync(() => Local.Value));
        Assert.Null(Local.Value);
    });

    [Fact]
    public void A_timers_callback_sees_the_values_of_its_maker() => EventLoop.Run(async () =>
    {
        var seen = new TaskCompletionSource<string?>();
        Local.Value = "maker";
        using var timer = EventLoop.Current!.TimeProvider.CreateTimer(
            _ => seen.SetResult(Local.Value), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        Local.Value = "later";
        Assert.Equal("maker", await seen.Task);
        Assert.Equal("later", Local.Value);
    });

    [Fact]
    public void The_loop_leaves_nothing_on_the_thread()
    {
        EventLoop.Run(async () =>
        {
            Local.Value = "inside";
            EventLoop.Current!.Post(() => Local.Value = "posted");
            await Task.Yield();
        });
        Assert.Null(Local.Value);
    }

    [Fact]
    public void A_callback_that_changes_the_synchronization_context_changes_it_for_itself_only() => EventLoop.Run(async () =>
    {
        var loop = EventLoop.Current!;
        var own = SynchronizationContext.Current;
        loop.Post(() => SynchronizationContext.SetSynchronizationContext(new SynchronizationContext()));
        Assert.Same(own, await loop.InvokeAsync(() => SynchronizationContext.Current));
    });
}
