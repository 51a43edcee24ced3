using Trama.Testing;

namespace Trama.Tests.Async;

public sealed class EventLoopLeftoverTests
{
    private readonly List<ExecutorEvent> _events = [];

    private VirtualTimeOptions Options => new() { Loop = new() { OnEvent = _events.Add, LeftoverTimeout = TimeSpan.FromSeconds(5) } };

    [Fact]
    public void Work_left_over_is_cancelled_by_its_token_awaited_and_reported()
    {
        var (cleanedUp, task) = (false, Task.CompletedTask);
        VirtualTime.Run(
            async time =>
            {
                task = EventLoop.Current!.InvokeAsync(token => WorkAsync(token));
                await Task.Delay(TimeSpan.FromMilliseconds(1000), time);

                async Task WorkAsync(CancellationToken token)
                {
                    try
                    {
                        await Task.Delay(Timeout.InfiniteTimeSpan, time, token);
                    }
                    finally
                    {
                        // The clean-up's own waits are waited for.
                        await Task.Delay(TimeSpan.FromSeconds(2), time, CancellationToken.None);
                        cleanedUp = true;
                    }
                }
            },
            Options);

        Assert.True(cleanedUp);
        Assert.True(task.IsCanceled);
        var left = Assert.Single(_events.OfType<ExecutorEvent.Leftovers>());
        var name = Assert.Single(left.Work);
        Assert.Equal($"{nameof(EventLoopLeftoverTests)}.{nameof(Work_left_over_is_cancelled_by_its_token_awaited_and_reported)} (lambda)", name);
    }

    [Fact]
    public void Work_that_ignores_its_token_is_given_up_after_the_timeout_and_its_task_ends()
    {
        VirtualTimeProvider? clock = null;
        var never = new TaskCompletionSource();
        var task = Task.CompletedTask;
        VirtualTime.Run(
            time =>
            {
                clock = time;
                task = EventLoop.Current!.InvokeAsync(() => never.Task);
                return Task.CompletedTask;
            },
            Options);

        Assert.Equal(TimeSpan.FromSeconds(5), clock!.Elapsed);
        Assert.True(task.IsCanceled);
        AssertStillRunning();
    }

    [Fact]
    public void With_a_timeout_of_zero_nothing_is_waited_for()
    {
        var never = new TaskCompletionSource();
        var task = EventLoop.Run(
            () => Task.FromResult(EventLoop.Current!.InvokeAsync(() => never.Task)),
            new() { LeftoverTimeout = TimeSpan.Zero, OnEvent = _events.Add });
        Assert.True(task.IsCanceled);
        AssertStillRunning();
    }

    [Fact]
    public void Work_that_was_never_started_ends_too()
    {
        var (first, second) = EventLoop.Run(
            () =>
            {
                var loop = EventLoop.Current!;
                Task? later = null;
                var first = loop.InvokeAsync(() => { later = loop.InvokeAsync(() => { }); });
                return Task.FromResult((first, new Func<Task>(() => later!)));
            },
            new() { LeftoverTimeout = TimeSpan.Zero });
        Assert.True(first.IsCompletedSuccessfully);
        Assert.True(second().IsCanceled);
    }

    [Fact]
    public void An_async_void_method_is_awaited_too()
    {
        var ended = false;
        VirtualTime.Run(
            time =>
            {
                Work(time);
                return Task.CompletedTask;
            },
            Options);
        Assert.True(ended);
        Assert.Equal(["async void method"], Assert.Single(_events.OfType<ExecutorEvent.Leftovers>()).Work);

        async void Work(TimeProvider time)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), time);
            ended = true;
        }
    }

    [Fact]
    public void What_was_posted_before_the_end_still_runs()
    {
        var ran = false;
        EventLoop.Run(() =>
        {
            EventLoop.Current!.Post(() => ran = true);
            return Task.CompletedTask;
        });
        Assert.True(ran);
    }

    [Fact]
    public void Nothing_left_over_is_nothing_to_report()
    {
        EventLoop.Run(async () => await EventLoop.Current!.InvokeAsync(() => { }), new() { OnEvent = _events.Add });
        Assert.Empty(_events);
    }

    [Fact]
    public void The_main_functions_exception_still_comes_through()
    {
        Assert.Throws<InvalidDataException>(() => VirtualTime.Run(
            time =>
            {
                _ = EventLoop.Current!.InvokeAsync(token => Task.Delay(Timeout.InfiniteTimeSpan, time, token));
                throw new InvalidDataException();
            },
            Options));
        Assert.Single(_events.OfType<ExecutorEvent.Leftovers>());
    }

    private void AssertStillRunning()
    {
        var left = Assert.Single(_events.OfType<ExecutorEvent.Leftovers>());
        Assert.EndsWith("(still running)", Assert.Single(left.Work), StringComparison.Ordinal);
    }
}
