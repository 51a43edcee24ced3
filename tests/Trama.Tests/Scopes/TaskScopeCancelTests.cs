namespace Trama.Tests.Scopes;

/// <summary><see cref="TaskScope.Cancel"/>: quiet, at any time, any number of times.</summary>
public sealed class TaskScopeCancelTests
{
    [Fact]
    public async Task Cancel_before_anything_started_keeps_it_from_starting()
    {
        bool started = false;

        await TaskScope.RunAsync(async scope =>
        {
            scope.Cancel();
            await scope.RunAsync(_ => { started = true; return Task.CompletedTask; });
        });

        Assert.False(started);
    }

    [Fact]
    public async Task Cancel_in_the_body_ends_the_parts_and_the_scope_quietly()
    {
        bool cut = false;
        await TaskScope.RunAsync(async scope =>
        {
            _ = scope.RunAsync(async token =>
            {
                try
                {
                    await Task.Delay(Timeout.Infinite, token);
                }
                finally
                {
                    cut = true;
                }
            });
            await Task.Yield();
            scope.Cancel();
        });

        Assert.True(cut);
    }

    [Fact]
    public async Task Cancel_from_a_part_ends_a_waiting_body_quietly()
    {
        await TaskScope.RunAsync(async scope =>
        {
            _ = scope.RunAsync(async _ => { await Task.Yield(); scope.Cancel(); });
            await Task.Delay(Timeout.Infinite, scope.CancellationToken);
        });
    }

    [Fact]
    public async Task Cancel_twice_and_after_the_end_is_quiet()
    {
        TaskScope? leaked = null;
        await TaskScope.RunAsync(scope =>
        {
            leaked = scope;
            scope.Cancel();
            scope.Cancel();
            return Task.CompletedTask;
        });

        leaked!.Cancel();
        leaked.CancelAfter(TimeSpan.Zero);
        Assert.True(leaked.CancellationToken.IsCancellationRequested);
    }

    [Fact]
    public async Task Cancel_after_an_undisturbed_end_does_not_cancel_the_token_any_more()
    {
        TaskScope? leaked = null;
        await TaskScope.RunAsync(scope => { leaked = scope; return Task.CompletedTask; });

        leaked!.Cancel();

        Assert.False(leaked.CancellationToken.IsCancellationRequested);
    }

    [Fact]
    public async Task The_bodys_own_exception_surfaces_after_cancel()
    {
        FormatException failure = new();

        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskScope.RunAsync(async scope =>
        {
            scope.Cancel();
            await Task.Yield();
            throw failure;
        }));

        Assert.Equal([failure], error.InnerExceptions);
    }

    [Fact]
    public async Task Cancelled_scope_gives_a_result_that_the_body_made_all_the_same()
    {
        int result = await TaskScope.RunAsync(async scope =>
        {
            _ = scope.RunAsync(token => Task.Delay(Timeout.Infinite, token));
            await Task.Yield();
            scope.Cancel();
            return 5;
        });

        Assert.Equal(5, result);
    }

    [Fact]
    public async Task Cancelled_scope_whose_body_made_no_result_is_cancelled()
    {
        Task<int> whole = TaskScope.RunAsync(async scope =>
        {
            scope.Cancel();
            await Task.Delay(Timeout.Infinite, scope.CancellationToken);
            return 5;
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => whole);
        Assert.True(whole.IsCanceled);
    }
}
