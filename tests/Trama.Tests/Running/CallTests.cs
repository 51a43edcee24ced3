using Trama.Running;
using Trama.Tests.Locking;

namespace Trama.Tests.Running;

/// <summary>What the base of all executors does with a call, seen through the inline model.</summary>
public sealed class CallTests
{
    [Fact]
    public async Task Call_that_ends_between_its_start_and_its_function_does_not_run_on_dropped_arguments()
    {
        await using Executor executor = Executor.Inline();
        string? got = "never called";
        var call = new FunctionCall<Shape.Of1<string, int>.Func, string, int>(
            (Func<string, int>)(text => { got = text; return 1; }), "argument", new CallOptions(), default);
        Assert.True(executor.TryEnter(call));

        Assert.True(call.TryStart(1));
        Assert.True(call.Fail(new TimeoutException()));
        Assert.Null(call.Begin());

        Assert.Equal("never called", got);
        await Assert.ThrowsAsync<TimeoutException>(() => call.Task);
    }

    [Fact]
    public async Task Call_ends_once_whatever_else_would_end_it()
    {
        await using Executor executor = Executor.Inline();
        var call = new FunctionCall<Shape.Of1<int, int>.Func, int, int>((Func<int, int>)(n => n), 7, new CallOptions(), default);
        executor.TryEnter(call);

        Assert.True(call.TryStart(1));
        Assert.Null(call.Begin());

        Assert.False(call.Fail(new TimeoutException()));
        Assert.False(call.Cancel(default));
        Assert.False(call.Withdraw());
        Assert.False(call.TryStart(2));
        Assert.Equal(7, await call.Task);
        Assert.Equal(1, executor.Snapshot().Succeeded);
    }

    [Fact]
    public async Task Call_whose_function_never_began_here_lets_go_of_the_callers_token()
    {
        await using Executor executor = Executor.Inline();
        using var caller = new CancellationTokenSource();
        var call = new FunctionCall<Shape.Of1<int, int>.Func, int, int>((Func<int, int>)(n => n), 7, new CallOptions(), caller.Token);
        executor.TryEnter(call);
        call.MakeCancelable();
        CancellationToken own = call.Token;
        Assert.NotEqual(caller.Token, own);

        call.TryStart(1);
        call.Fail(new TimeoutException());
        await caller.CancelAsync();

        Assert.False(own.IsCancellationRequested);
        await Assert.ThrowsAsync<TimeoutException>(() => call.Task);
    }

    [Fact]
    public async Task Every_exception_of_a_task_is_kept_also_when_it_had_failed_on_return()
    {
        await using Executor executor = Executor.Inline();

        Task call = executor.RunAsync(() => Task.WhenAll(Task.FromException(new FormatException()), Task.FromException(new TimeoutException())));

        await Assert.ThrowsAsync<FormatException>(() => call);
        Assert.Equal(2, call.Exception!.InnerExceptions.Count);
    }

    [Fact]
    public async Task Foreign_cancellation_is_an_error_of_the_function()
    {
        await using Executor executor = Executor.Inline();
        using var own = new CancellationTokenSource();

        Task call = executor.RunAsync(() => throw new OperationCanceledException("gave up"), own.Token);

        await Assert.ThrowsAsync<OperationCanceledException>(() => call);
        Assert.True(call.IsFaulted);
    }

    [Fact]
    public async Task Who_has_awaited_the_only_call_finds_it_counted_and_the_queue_empty()
    {
        await using Executor executor = Executor.Threads(1);
        for (int i = 1; i <= 500; i++)
        {
            await executor.RunAsync(() => 1);
            ExecutorSnapshot now = executor.Snapshot();
            Assert.Equal((0, (long)i), (now.Queued, now.Succeeded));
        }
    }

    [Fact]
    public async Task Record_of_a_call_that_started_at_the_clocks_zero_tells_that_it_started()
    {
        var time = new ManualTime();
        CallRecord? record = null;
        await using Executor executor = Executor.Inline(new() { TimeProvider = time });

        await executor.With(new CallOptions { OnRecord = r => record = r }).RunAsync(() => time.Advance(TimeSpan.FromSeconds(2)));

        Assert.Equal(TimeSpan.FromSeconds(2), record!.Ran);
        Assert.Equal(TimeSpan.Zero, record.Waited);
    }

    [Fact]
    public void Limits_that_no_timer_keeps_are_refused_where_they_are_set()
    {
        Executor executor = Executor.Inline();

        Assert.Throws<ArgumentOutOfRangeException>(() => executor.With(new CallOptions { Timeout = TimeSpan.MaxValue }));
        Assert.Throws<ArgumentOutOfRangeException>(() => executor.With(new CallOptions { QueueTimeout = TimeSpan.MaxValue }));
        Assert.Throws<ArgumentOutOfRangeException>(() => executor.MapAsync([1], n => n, new() { Timeout = TimeSpan.MaxValue }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Executor.Inline(new() { ShutdownTimeout = TimeSpan.MaxValue }));
        Assert.Throws<ArgumentOutOfRangeException>(() => { _ = executor.ShutdownAsync(deadline: TimeSpan.MaxValue); });
    }
}
