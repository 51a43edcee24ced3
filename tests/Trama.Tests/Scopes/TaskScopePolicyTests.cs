using Trama.Tests.Locking;

namespace Trama.Tests.Scopes;

/// <summary>All must succeed, one must, none need: the three policies over a list of parts.</summary>
public sealed class TaskScopePolicyTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task All_gives_the_results_in_the_order_of_the_parts()
    {
        var gate = new TaskCompletionSource();

        Task<IReadOnlyList<string>> all = TaskScope.AllAsync<string>(
        [
            async _ => { await gate.Task; return "slow"; },
            _ => { gate.SetResult(); return Task.FromResult("fast"); },
        ]);

        Assert.Equal(["slow", "fast"], await all);
    }

    [Fact]
    public async Task All_cancels_the_rest_at_the_first_failure_and_starts_no_more()
    {
        bool started = false;
        bool cut = false;
        FormatException failure = new();

        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskScope.AllAsync<int>(
        [
            async scope =>
            {
                try
                {
                    await Forever(scope);
                }
                finally
                {
                    cut = true;
                }

                return 1;
            },
            _ => throw failure,
            _ => { started = true; return Task.FromResult(3); },
        ]));

        Assert.Equal([failure], error.InnerExceptions);
        Assert.True(cut);
        Assert.False(started);
    }

    [Fact]
    public async Task Nothing_to_do_is_done_at_once()
    {
        Assert.Empty(await TaskScope.AllAsync<int>([]));
        Assert.Empty(await TaskScope.CollectAsync<int>([]));
        Assert.Throws<ArgumentException>(() => { _ = TaskScope.FirstAsync<int>([]); });
        Assert.Throws<ArgumentException>(() => { _ = TaskScope.AllAsync<int>([null!]); });
    }

    [Fact]
    public async Task First_success_wins_and_the_rest_are_cancelled_and_awaited()
    {
        bool ended = false;

        string winner = await TaskScope.FirstAsync<string>(
        [
            async scope =>
            {
                await Record.ExceptionAsync(() => Forever(scope));
                await Task.Yield();
                ended = true;
                scope.CancellationToken.ThrowIfCancellationRequested();
                return "slow";
            },
            async _ => { await Task.Yield(); throw new FormatException("out of the race"); },
            async _ => { await Task.Yield(); return "fast"; },
        ]);

        Assert.Equal("fast", winner);
        Assert.True(ended);
    }

    [Fact]
    public async Task First_of_contenders_that_all_fail_reports_all_failures_in_order()
    {
        FormatException one = new();
        InvalidDataException two = new();

        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskScope.FirstAsync<int>(
            [async _ => { await Task.Yield(); throw one; }, _ => throw two]));

        Assert.Equal([one, two], error.InnerExceptions);
    }

    [Fact]
    public async Task First_without_a_winner_in_time_is_a_timeout()
    {
        Task<int> race = TaskScope.FirstAsync<int>([ForeverAsync, _ => throw new FormatException()], Limit(3));

        _time.Advance(TimeSpan.FromSeconds(3));

        var error = await Assert.ThrowsAsync<ScopeTimeoutException>(() => race);
        Assert.Equal(TimeSpan.FromSeconds(3), error.Limit);
    }

    [Fact]
    public async Task Collect_tells_what_became_of_each_part()
    {
        FormatException failure = new();

        IReadOnlyList<CallResult<int>> results = await TaskScope.CollectAsync<int>(
            [_ => Task.FromResult(1), async _ => { await Task.Yield(); throw failure; }, async _ => { await Task.Yield(); return 3; }]);

        Assert.Equal([0, 1, 2], results.Select(r => r.Index));
        Assert.Equal(1, results[0].Value);
        Assert.Same(failure, results[1].Exception);
        Assert.Equal(3, results[2].Value);
    }

    [Fact]
    public async Task Collect_over_its_limit_gives_what_had_finished_with_the_rest_marked()
    {
        FormatException failure = new();
        FormatException inCleanup = new();

        Task<IReadOnlyList<CallResult<int>>> collecting = TaskScope.CollectAsync<int>(
            [
                ForeverAsync,
                _ => Task.FromResult(2),
                _ => throw failure,
                async scope =>
                {
                    await Record.ExceptionAsync(() => Forever(scope));
                    throw inCleanup;
                },
            ],
            Limit(1));
        Assert.False(collecting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));
        IReadOnlyList<CallResult<int>> results = await collecting;

        Assert.Equal(TimeSpan.FromSeconds(1), Assert.IsType<ScopeTimeoutException>(results[0].Exception).Limit);
        Assert.Equal(2, results[1].Value);
        Assert.Same(failure, results[2].Exception);
        Assert.Same(inCleanup, results[3].Exception);
    }

    [Fact]
    public async Task Collect_that_the_caller_cancels_is_cancelled()
    {
        using var outer = new CancellationTokenSource();
        Task<IReadOnlyList<CallResult<int>>> collecting =
            TaskScope.CollectAsync<int>([ForeverAsync, _ => Task.FromResult(2)], cancellationToken: outer.Token);

        await outer.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => collecting);
    }

    private TaskScopeOptions Limit(double seconds) => new() { TimeProvider = _time, Timeout = TimeSpan.FromSeconds(seconds) };

    private static Task Forever(TaskScope scope) => Task.Delay(Timeout.Infinite, scope.CancellationToken);

    private static async Task<int> ForeverAsync(TaskScope scope)
    {
        await Forever(scope);
        return 0;
    }
}
