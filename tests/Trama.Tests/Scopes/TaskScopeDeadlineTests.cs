using Trama.Tests.Locking;

namespace Trama.Tests.Scopes;

/// <summary>Limits of scopes, on a clock that moves when told.</summary>
public sealed class TaskScopeDeadlineTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Scope_over_its_limit_throws_with_the_limit_once_its_parts_have_ended()
    {
        var mayEnd = new TaskCompletionSource();
        Task whole = TaskScope.RunAsync(
            async scope =>
            {
                _ = scope.RunAsync(async token =>
                {
                    await Record.ExceptionAsync(() => Forever(token));
                    await mayEnd.Task;
                    token.ThrowIfCancellationRequested();
                });
                await Forever(scope.CancellationToken);
            },
            Limit(2));

        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(whole.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.False(whole.IsCompleted);
        mayEnd.SetResult();

        var error = await Assert.ThrowsAsync<ScopeTimeoutException>(() => whole);
        Assert.Equal(TimeSpan.FromSeconds(2), error.Limit);
        Assert.Contains("2 s", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _time.Timers);
    }

    [Fact]
    public async Task Limit_of_zero_cancels_before_the_body_begins()
    {
        bool wasCancelled = false;
        Task whole = TaskScope.RunAsync(
            scope =>
            {
                wasCancelled = scope.CancellationToken.IsCancellationRequested;
                return Forever(scope.CancellationToken);
            },
            Limit(0));

        await Assert.ThrowsAsync<ScopeTimeoutException>(() => whole);
        Assert.True(wasCancelled);
    }

    [Fact]
    public async Task Deadline_in_the_past_is_met_at_once()
    {
        Task whole = TaskScope.RunAsync(
            scope =>
            {
                scope.Deadline = _time.GetUtcNow() - TimeSpan.FromDays(1);
                Assert.True(scope.CancellationToken.IsCancellationRequested);
                return Forever(scope.CancellationToken);
            },
            NoLimit);

        await Assert.ThrowsAsync<ScopeTimeoutException>(() => whole);
    }

    [Fact]
    public async Task Deadline_can_be_extended_shortened_and_removed()
    {
        Task<string> whole = TaskScope.RunAsync(
            async scope =>
            {
                scope.CancelAfter(TimeSpan.FromSeconds(10));
                _time.Advance(TimeSpan.FromSeconds(5));
                Assert.False(scope.CancellationToken.IsCancellationRequested);
                scope.Deadline = null;
                _time.Advance(TimeSpan.FromDays(400));
                Assert.False(scope.CancellationToken.IsCancellationRequested);
                scope.CancelAfter(TimeSpan.FromSeconds(2));
                Assert.Equal(_time.GetUtcNow() + TimeSpan.FromSeconds(2), scope.Deadline);
                _time.Advance(TimeSpan.FromSeconds(1));
                scope.CancelAfter(Timeout.InfiniteTimeSpan);
                await Task.Yield();
                return "in time";
            },
            Limit(1));

        Assert.Equal("in time", await whole);
    }

    [Fact]
    public async Task Limit_longer_than_any_timer_holds()
    {
        Task whole = TaskScope.RunAsync(scope => Forever(scope.CancellationToken), Limit(TimeSpan.FromDays(400).TotalSeconds));

        _time.Advance(TimeSpan.FromDays(399));
        Assert.False(whole.IsCompleted);
        _time.Advance(TimeSpan.FromDays(1));

        var error = await Assert.ThrowsAsync<ScopeTimeoutException>(() => whole);
        Assert.Equal(TimeSpan.FromDays(400), error.Limit);
    }

    [Fact]
    public async Task Inner_limit_is_a_failure_of_the_outer_body_unless_it_is_caught()
    {
        Task whole = TaskScope.RunAsync(
            outer => TaskScope.RunAsync(inner => Forever(inner.CancellationToken), Limit(1), outer.CancellationToken), Limit(5));

        _time.Advance(TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<AggregateException>(() => whole);
        Assert.Equal(TimeSpan.FromSeconds(1), Assert.IsType<ScopeTimeoutException>(Assert.Single(error.InnerExceptions)).Limit);
    }

    [Fact]
    public async Task Outer_limit_ends_the_inner_scope_as_cancelled_and_is_told_as_the_outer_one()
    {
        Exception? inside = null;
        Task whole = TaskScope.RunAsync(
            async outer =>
            {
                inside = await Record.ExceptionAsync(() =>
                    TaskScope.RunAsync(inner => Forever(inner.CancellationToken), Limit(5), outer.CancellationToken));
                throw inside!;
            },
            Limit(1));

        _time.Advance(TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<ScopeTimeoutException>(() => whole);
        Assert.Equal(TimeSpan.FromSeconds(1), error.Limit);
        Assert.IsAssignableFrom<OperationCanceledException>(inside);
    }

    [Fact]
    public async Task Foreign_cancellation_is_not_turned_into_a_timeout()
    {
        using var foreign = new CancellationTokenSource();
        await foreign.CancelAsync();

        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskScope.RunAsync(
            async _ =>
            {
                await Task.Yield();
                foreign.Token.ThrowIfCancellationRequested();
            },
            Limit(5)));

        Assert.IsNotType<ScopeTimeoutException>(Assert.Single(error.InnerExceptions));
    }

    [Fact]
    public async Task Exception_in_a_finally_is_kept_beside_the_timeout()
    {
        FormatException failure = new();
        Task whole = TaskScope.RunAsync(
            async scope =>
            {
                try
                {
                    await Forever(scope.CancellationToken);
                }
                catch (OperationCanceledException)
                {
                    throw failure;
                }
            },
            Limit(1));

        _time.Advance(TimeSpan.FromSeconds(1));

        var error = await Assert.ThrowsAsync<AggregateException>(() => whole);
        Assert.IsType<ScopeTimeoutException>(error.InnerExceptions[0]);
        Assert.Same(failure, error.InnerExceptions[1]);
    }

    [Fact]
    public async Task Result_and_timeout_at_the_same_tick_give_the_result()
    {
        int result = await TaskScope.RunAsync(
            async scope =>
            {
                int made = await scope.RunAsync(_ => Task.FromResult(3));
                _time.Advance(TimeSpan.FromSeconds(1));
                Assert.True(scope.CancellationToken.IsCancellationRequested);
                return made;
            },
            Limit(1));

        Assert.Equal(3, result);
    }

    [Fact]
    public async Task Scope_that_ends_in_time_leaves_no_timer()
    {
        await TaskScope.RunAsync(_ => Task.CompletedTask, Limit(10));

        Assert.Equal(0, _time.Timers);
    }

    private TaskScopeOptions NoLimit => new() { TimeProvider = _time };

    private TaskScopeOptions Limit(double seconds) => NoLimit with { Timeout = TimeSpan.FromSeconds(seconds) };

    private static Task Forever(CancellationToken token) => Task.Delay(Timeout.Infinite, token);
}
