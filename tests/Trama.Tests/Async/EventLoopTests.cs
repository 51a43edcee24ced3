namespace Trama.Tests.Async;

public sealed class EventLoopTests
{
    [Fact]
    public void Run_returns_the_main_functions_result() =>
        Assert.Equal(42, EventLoop.Run(async () =>
        {
            await Task.Yield();
            return 42;
        }));

    [Fact]
    public void Run_throws_the_main_functions_own_exception()
    {
        var thrown = new InvalidDataException("mine");
        Assert.Same(thrown, Assert.Throws<InvalidDataException>(() => EventLoop.Run(async () =>
        {
            await Task.Yield();
            throw thrown;
        })));
    }

    [Fact]
    public void Run_throws_what_the_main_function_throws_before_it_has_a_task()
    {
        var thrown = new InvalidDataException("mine");
        Func<Task> main = () => throw thrown;
        Assert.Same(thrown, Assert.Throws<InvalidDataException>(() => EventLoop.Run(main)));
    }

    [Fact]
    public void A_main_function_that_returns_null_is_told_so()
    {
        Func<Task> main = () => null!;
        Assert.Contains("TRM0203", Assert.Throws<InvalidOperationException>(() => EventLoop.Run(main)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Continuations_come_back_to_the_calling_thread()
    {
        var thread = Environment.CurrentManagedThreadId;
        EventLoop.Run(async () =>
        {
            await Task.Yield();
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            await Task.Run(() => Assert.NotEqual(thread, Environment.CurrentManagedThreadId));
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
        });
    }

    [Fact]
    public void Current_is_the_loop_while_it_runs_and_on_its_thread_only()
    {
        Assert.Null(EventLoop.Current);
        EventLoop.Run(async () =>
        {
            var loop = EventLoop.Current;
            Assert.NotNull(loop);
            Assert.Null(await Task.Run(() => EventLoop.Current));
            Assert.Same(loop, EventLoop.Current);
        });
        Assert.Null(EventLoop.Current);
    }

    [Fact]
    public void The_threads_own_synchronization_context_is_back_afterwards()
    {
        var own = new SynchronizationContext();
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(own);
        try
        {
            EventLoop.Run(async () => await Task.Yield());
            Assert.Same(own, SynchronizationContext.Current);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    [Fact]
    public void A_nested_run_is_refused_and_the_outer_loop_goes_on()
    {
        var result = EventLoop.Run(async () =>
        {
            var refused = Assert.Throws<InvalidOperationException>(() => EventLoop.Run(() => Task.CompletedTask));
            Assert.EndsWith("(TRM0201)", refused.Message, StringComparison.Ordinal);
            await Task.Yield();
            return 1;
        });
        Assert.Equal(1, result);
    }

    [Fact]
    public void A_loop_on_another_thread_is_not_nested() =>
        EventLoop.Run(async () => Assert.Equal(7, await Task.Run(() => EventLoop.Run(() => Task.FromResult(7)))));

    [Fact]
    public void A_main_function_that_ends_on_another_thread_wakes_the_loop() =>
        EventLoop.Run(async () => await Task.Run(() => { }).ConfigureAwait(false));

    [Fact]
    public void Posts_run_in_order_behind_what_was_posted_before()
    {
        var order = new List<int>();
        EventLoop.Run(() =>
        {
            var loop = EventLoop.Current!;
            var done = new TaskCompletionSource();
            for (var i = 0; i < 5; i++)
                loop.Post(state => order.Add((int)state!), i);

            loop.Post(() => loop.Post(() => order.Add(6)));
            loop.Post(() => order.Add(5));
            loop.Post(() => loop.Post(done.SetResult));
            return done.Task;
        });
        Assert.Equal([0, 1, 2, 3, 4, 5, 6], order);
    }

    [Fact]
    public void Each_threads_posts_keep_their_order()
    {
        const int Threads = 4, Each = 20_000;
        var seen = new List<(int Thread, int Number)>();
        EventLoop.Run(async () =>
        {
            var loop = EventLoop.Current!;
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
            {
                for (var i = 0; i < Each; i++)
                {
                    var number = i;
                    loop.Post(() => seen.Add((thread, number)));
                }
            })));
        });

        Assert.Equal(Threads * Each, seen.Count);
        foreach (var thread in seen.GroupBy(post => post.Thread))
            Assert.Equal(Enumerable.Range(0, Each), thread.Select(post => post.Number));
    }

    [Fact]
    public void A_post_after_the_end_is_refused()
    {
        var loop = EventLoop.Run(() => Task.FromResult(EventLoop.Current!));
        Assert.Contains("TRM0202", Assert.Throws<ObjectDisposedException>(() => loop.Post(() => { })).Message, StringComparison.Ordinal);
        Assert.Throws<ObjectDisposedException>(() => { _ = loop.InvokeAsync(() => { }, TestContext.Current.CancellationToken); });
    }

    [Fact]
    public async Task A_continuation_that_comes_after_the_end_still_runs()
    {
        var gate = new TaskCompletionSource();
        var late = EventLoop.Run(() => Task.FromResult(FinishLater()));
        Assert.False(late.IsCompleted);
        gate.SetResult();
        Assert.Equal("finished", await late);

        async Task<string> FinishLater()
        {
            await gate.Task;
            return "finished";
        }
    }

    [Fact]
    public void Send_from_another_thread_waits_and_passes_the_exception_on() => EventLoop.Run(async () =>
    {
        var context = SynchronizationContext.Current!;
        var thread = Environment.CurrentManagedThreadId;
        var ranOn = 0;
        context.Send(_ => ranOn = Environment.CurrentManagedThreadId, null);
        Assert.Equal(thread, ranOn);

        ranOn = 0;
        await Task.Run(() => context.Send(_ => ranOn = Environment.CurrentManagedThreadId, null));
        Assert.Equal(thread, ranOn);
        await Assert.ThrowsAsync<InvalidDataException>(() => Task.Run(
            () => context.Send(_ => throw new InvalidDataException(), null),
            TestContext.Current.CancellationToken));
    });
}
