namespace Trama.Tests.Async;

public sealed class EventLoopInvokeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_shape_of_function_gives_its_outcome() => EventLoop.Run(async () =>
    {
        var loop = EventLoop.Current!;
        var ran = 0;
        await loop.InvokeAsync(() => { ran++; });
        await loop.InvokeAsync(async () =>
        {
            await Task.Yield();
            ran++;
        });
        await loop.InvokeAsync(async token =>
        {
            await Task.Yield();
            Assert.True(token.CanBeCanceled);
            ran++;
        });
        Assert.Equal(3, ran);
        Assert.Equal("a", await loop.InvokeAsync(() => "a"));
        Assert.Equal("b", await loop.InvokeAsync(async () =>
        {
            await Task.Yield();
            return "b";
        }));
        Assert.Equal("c", await loop.InvokeAsync(async token =>
        {
            await Task.Delay(1, token);
            return "c";
        }));
    });

    [Fact]
    public void It_never_runs_inside_the_call_also_on_the_loop_itself() => EventLoop.Run(async () =>
    {
        var order = new List<string>();
        var task = EventLoop.Current!.InvokeAsync(() => order.Add("function"));
        order.Add("caller");
        await task;
        Assert.Equal(["caller", "function"], order);
    });

    [Fact]
    public void From_another_thread_it_runs_on_the_loop_and_continues_off_it()
    {
        EventLoop.Run(async () =>
        {
            var loop = EventLoop.Current!;
            var thread = Environment.CurrentManagedThreadId;
            await Task.Run(async () =>
            {
                Assert.Equal(thread, await loop.InvokeAsync(() => Environment.CurrentManagedThreadId));
                Assert.NotEqual(thread, Environment.CurrentManagedThreadId);
            });
        });
    }

    [Fact]
    public void Exceptions_are_the_same_objects() => EventLoop.Run(async () =>
    {
        var loop = EventLoop.Current!;
        var thrown = new InvalidDataException();
        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidDataException>(() => loop.InvokeAsync(new Action(() => throw thrown), Token)));
        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidDataException>(() => loop.InvokeAsync(async () =>
        {
            await Task.Yield();
            throw thrown;
        }, Token)));
        Func<Task<int>> throwing = () => throw thrown;
        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidDataException>(() => loop.InvokeAsync(throwing, Token)));
    });

    [Fact]
    public void A_function_that_returns_a_ValueTask_is_refused_at_once() => EventLoop.Run(() =>
    {
        var refused = Assert.Throws<ArgumentException>(() => { _ = EventLoop.Current!.InvokeAsync(() => ValueTask.FromResult(1), Token); });
        Assert.EndsWith("(TRM0205)", refused.Message, StringComparison.Ordinal);
        return Task.CompletedTask;
    });

    [Fact]
    public void A_queued_function_whose_token_is_cancelled_never_starts() => EventLoop.Run(async () =>
    {
        using var canceller = new CancellationTokenSource();
        var started = false;
        var task = EventLoop.Current!.InvokeAsync(() => { started = true; }, canceller.Token);
        canceller.Cancel();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.Equal(canceller.Token, cancelled.CancellationToken);
        Assert.True(task.IsCanceled);
        Assert.False(started);
    });

    [Fact]
    public void A_running_function_sees_the_callers_cancellation_in_its_token() => EventLoop.Run(async () =>
    {
        using var canceller = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        var task = EventLoop.Current!.InvokeAsync(
            async token =>
            {
                started.SetResult();
                await Task.Delay(Timeout.Infinite, token);
            },
            canceller.Token);
        await started.Task;
        canceller.Cancel();
        var cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        Assert.Equal(canceller.Token, cancelled.CancellationToken);
    });

    [Fact]
    public void Results_are_not_kept_alive_by_the_loop() => EventLoop.Run(async () =>
    {
        var weak = await MakeAsync(EventLoop.Current!);
        for (var i = 0; i < 3; i++)
            await Task.Yield();

        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        Assert.False(weak.IsAlive);
    });

    private static async Task<WeakReference> MakeAsync(EventLoop loop) => new(await loop.InvokeAsync(() => new object()));
}
