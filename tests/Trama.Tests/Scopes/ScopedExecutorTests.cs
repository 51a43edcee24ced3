using Trama.Tests.Conformance;

namespace Trama.Tests.Scopes;

/// <summary>Scopes over executors: the same facts for every model. Functions are static, so that they run in a worker process too.</summary>
public abstract class ScopedExecutorTests
{
    /// <summary>An executor of the model under test, with at least two workers where it has any.</summary>
    protected abstract Executor Create();

    [Fact]
    public async Task Calls_of_a_scope_give_their_results()
    {
        await using Executor executor = Create();

        string merged = await TaskScope.RunAsync(async scope =>
        {
            Task<string> a = scope.Use(executor).RunAsync(Twice, "a");
            Task<string> b = scope.RunAsync(async _ => { await Task.Yield(); return "b"; });
            return await a + await b;
        });

        Assert.Equal("aab", merged);
    }

    [Fact]
    public async Task Failing_call_cancels_the_scope_before_anybody_sees_it_fail()
    {
        await using Executor executor = Create();
        bool wasCancelled = false;

        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskScope.RunAsync(async scope =>
        {
            try
            {
                await scope.Use(executor).RunAsync(Refuse, "a");
            }
            catch (FormatException)
            {
                wasCancelled = scope.CancellationToken.IsCancellationRequested;
                throw;
            }
        }));

        Assert.True(wasCancelled);
        Assert.Equal("refused a", Assert.IsType<FormatException>(Assert.Single(error.InnerExceptions)).Message);
    }

    [Fact]
    public async Task Failing_part_cancels_a_running_call_and_waits_for_it()
    {
        await using Executor executor = Create();
        using var gate = new Gate();
        Task? call = null;

        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskScope.RunAsync(async scope =>
        {
            call = scope.Use(executor).RunAsync(PassAsync, gate.Folder);
            await gate.UntilEnteredAsync(1);
            throw new FormatException();
        }));

        Assert.True(call!.IsCanceled, $"the call is {call.Status}: {call.Exception}");
        Assert.IsType<FormatException>(Assert.Single(error.InnerExceptions));
    }

    [Fact]
    public async Task Scope_waits_for_a_call_that_nobody_awaits()
    {
        await using Executor executor = Create();
        using var gate = new Gate();

        Task whole = TaskScope.RunAsync(scope =>
        {
            _ = scope.Use(executor).RunAsync(PassAsync, gate.Folder);
            return Task.CompletedTask;
        });
        await gate.UntilEnteredAsync(1);
        Assert.False(whole.IsCompleted);
        gate.Open();

        await whole;
    }

    [Fact]
    public async Task Failure_of_a_call_that_nobody_awaits_is_reported()
    {
        await using Executor executor = Create();

        var error = await Assert.ThrowsAsync<AggregateException>(() => TaskScope.RunAsync(scope =>
        {
            _ = scope.Use(executor).RunAsync(Refuse, "b");
            return Task.CompletedTask;
        }));

        Assert.Equal("refused b", Assert.Single(error.InnerExceptions).Message);
    }

    [Fact]
    public async Task Call_cancelled_by_its_own_token_is_no_failure_of_the_scope()
    {
        await using Executor executor = Create();
        using var gate = new Gate();
        using var own = new CancellationTokenSource();

        int result = await TaskScope.RunAsync(async scope =>
        {
            Task call = scope.Use(executor).RunAsync(PassAsync, gate.Folder, own.Token);
            await gate.UntilEnteredAsync(1);
            await own.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
            return await scope.Use(executor).RunAsync(Length, "abc");
        });

        Assert.Equal(3, result);
    }

    [Fact]
    public async Task Call_options_reach_the_calls_of_a_scope()
    {
        var records = new List<CallRecord>();
        await using Executor executor = Create();
        Executor noted = executor.With(new CallOptions { OnRecord = record => { lock (records) records.Add(record); } });

        await TaskScope.RunAsync(async scope => await scope.Use(noted).RunAsync(Length, "abc"));
        await TaskScope.RunAsync(async scope => await scope.Use(executor).With(noted.CallOptions).RunAsync(Length, "abc"));

        Assert.Equal(2, records.Count);
    }

    [Fact]
    public async Task Map_in_a_scope_gives_its_results_and_a_failing_item_goes_to_its_consumer()
    {
        await using Executor executor = Create();

        List<CallResult<int>> results = await TaskScope.RunAsync(async scope =>
        {
            var all = new List<CallResult<int>>();
            await foreach (CallResult<int> result in scope.Use(executor).MapResultsAsync(["a", "bb", "!", "ccc"], LengthOrRefuse))
                all.Add(result);
            return all;
        });

        Assert.Equal([1, 2, 3], results.Where(r => r.IsSuccess).Select(r => r.Value));
        Assert.IsType<FormatException>(results[2].Exception);
    }

    [Fact]
    public async Task Map_in_a_scope_ends_with_the_scope()
    {
        await using Executor executor = Create();
        int seen = 0;

        await TaskScope.RunAsync(async scope =>
        {
            await foreach (int length in scope.Use(executor).MapAsync(Endless(), Length))
            {
                if (++seen == 5)
                    scope.Cancel();
            }
        });

        Assert.True(seen >= 5);

        static IEnumerable<string> Endless()
        {
            while (true)
                yield return "abc";
        }
    }

    [Fact]
    public async Task Stream_in_a_scope_gives_its_items()
    {
        await using Executor executor = Create();

        int sum = await TaskScope.RunAsync(async scope =>
        {
            int sum = 0;
            await foreach (int item in scope.Use(executor).StreamAsync(CountAsync, 50))
                sum += item;
            return sum;
        });

        Assert.Equal(Enumerable.Range(0, 50).Sum(), sum);
    }

    [Fact]
    public async Task Handle_used_after_the_scope_has_ended_is_refused()
    {
        await using Executor executor = Create();
        Executor? leaked = null;
        await TaskScope.RunAsync(scope => { leaked = scope.Use(executor); return Task.CompletedTask; });

        Assert.Throws<InvalidOperationException>(() => { _ = leaked!.RunAsync(Length, "a"); });
        Assert.Throws<InvalidOperationException>(() => { _ = leaked!.MapAsync(["a"], Length); });
        Assert.Equal(1, await executor.RunAsync(Length, "a"));
    }

    [Fact]
    public async Task Disposing_of_the_handle_leaves_the_executor_open()
    {
        await using Executor executor = Create();

        await TaskScope.RunAsync(async scope => await scope.Use(executor).DisposeAsync());

        Assert.Equal(1, await executor.RunAsync(Length, "a"));
    }

    [Fact]
    public async Task First_success_of_an_executors_calls_cancels_the_others()
    {
        await using Executor executor = Create();
        using var gate = new Gate();

        int winner = await TaskScope.FirstAsync<int>(
        [
            async scope => { await scope.Use(executor).RunAsync(PassAsync, gate.Folder); return 1; },
            async _ => { await gate.UntilEnteredAsync(1); return 2; },
        ]);

        Assert.Equal(2, winner);
    }

    private static string Twice(string text) => text + text;

    private static int Length(string text) => text.Length;

    private static int Refuse(string text) => throw new FormatException($"refused {text}");

    private static int LengthOrRefuse(string text) => text == "!" ? Refuse(text) : text.Length;

    protected static Task<int> PassAsync(string folder, CancellationToken token) => Gate.PassAsync(folder, 0, token);

    private static async IAsyncEnumerable<int> CountAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }
}

public sealed class InlineScopeTests : ScopedExecutorTests
{
    protected override Executor Create() => Executor.Inline();
}

/// <summary>Models whose shutdown by force ends a running call at once.</summary>
public abstract class PooledScopeTests : ScopedExecutorTests
{
    [Fact]
    public async Task Executor_that_is_shut_down_under_a_scope_fails_it()
    {
        await using Executor executor = Create();
        using var gate = new Gate();

        Task whole = TaskScope.RunAsync(scope => scope.Use(executor).RunAsync(PassAsync, gate.Folder));
        await gate.UntilEnteredAsync(1);
        await executor.ShutdownAsync(ShutdownMode.Kill);

        var error = await Assert.ThrowsAsync<AggregateException>(() => whole);
        Assert.IsAssignableFrom<OperationCanceledException>(Assert.Single(error.InnerExceptions));
    }
}

public sealed class AsyncScopeTests : PooledScopeTests
{
    protected override Executor Create() => Executor.Async();
}

public sealed class ThreadScopeTests : PooledScopeTests
{
    protected override Executor Create() => Executor.Threads(2);
}

public sealed class ProcessScopeTests : PooledScopeTests
{
    protected override Executor Create() => Executor.Processes(2);
}
