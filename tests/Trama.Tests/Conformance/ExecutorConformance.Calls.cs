using System.Globalization;

namespace Trama.Tests.Conformance;

public abstract partial class ExecutorConformance
{
    // 1
    [Fact]
    public async Task Function_gets_its_arguments_and_its_value_comes_back()
    {
        await using Executor executor = Create();

        Assert.Equal(42, await executor.RunAsync(Work.Answer));
        Assert.Equal(49, await executor.RunAsync(Work.Square, 7));
        Assert.Equal(49, await executor.RunAsync(Work.SquareAsync, 7));
        Assert.Equal("a+b", await executor.RunAsync(Work.Join, "a", "b"));
        Assert.Equal("generic", await executor.RunAsync(Work.Echo<string>, "generic"));
        Assert.Equal(3, await executor.RunAsync(static n => n + 1, 2));
        await executor.RunAsync(Work.Nothing);
    }

    [Fact]
    public async Task Local_function_runs_like_any_other()
    {
        await using Executor executor = Create();

        Assert.Equal(9, await executor.RunAsync(Triple, 3));

        static int Triple(int n) => 3 * n;
    }

    [Fact]
    public async Task Function_that_throws_faults_the_call_with_its_exception_and_the_executor_goes_on()
    {
        await using Executor executor = Create();

        var error = await Assert.ThrowsAsync<FormatException>(() => executor.RunAsync(Work.SquareOrThrow, 3));

        Assert.Equal("three", error.Message);
        Assert.Contains(nameof(Work.SquareOrThrow), error.ToString(), StringComparison.Ordinal);
        Assert.Equal(16, await executor.RunAsync(Work.SquareOrThrow, 4));
    }

    [Fact]
    public async Task Culture_flows_into_the_function_and_does_not_stay_with_the_worker()
    {
        await using Executor executor = CreateSmall();
        string before = await executor.RunAsync(Work.Cultures);
        Task<string> foreign = UnderAsync("pt-BR", "fr-FR", () => executor.RunAsync(Work.Cultures));

        Assert.Equal("pt-BR fr-FR", await foreign);
        Assert.Equal(before, await executor.RunAsync(Work.Cultures));

        // An async method: what it sets is undone when it returns to its caller.
        static async Task<string> UnderAsync(string culture, string uiCulture, Func<Task<string>> call)
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(uiCulture);
            return await call();
        }
    }

    [Fact]
    public async Task Stream_delivers_its_items_in_order_and_then_its_error()
    {
        await using Executor executor = Create();
        var items = new List<int>();

        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (int item in executor.StreamAsync(Work.CountThenFail, 20))
                items.Add(item);
        });

        Assert.Equal(Enumerable.Range(1, 20), items);
    }

    // What it returns runs only while it is enumerated: by the caller, and in a worker process by nobody.
    [Fact]
    public async Task Stream_that_is_run_as_if_it_had_a_result_is_refused_at_once()
    {
        await using Executor executor = Create();

        Action[] misuses =
        [
            () => _ = executor.RunAsync(Work.CountThenFail, 1),
            () => _ = executor.RunAsync(static n => Task.FromResult(Work.CountThenFail(n)), 1),
            () => _ = executor.MapAsync([1], Work.CountThenFail),
            () => _ = executor.MapResultsAsync([1], Work.CountThenFail),
        ];

        Assert.All(misuses, static misuse => Assert.Contains("StreamAsync", Assert.Throws<ArgumentException>(misuse).Message, StringComparison.Ordinal));
        Assert.Equal(4, await executor.RunAsync(Work.Square, 2));
        Assert.Equal((1L, 0L), (executor.Snapshot().Succeeded, executor.Snapshot().Failed));
    }

    [Fact]
    public async Task View_runs_on_the_same_workers_and_disposing_it_ends_nothing()
    {
        await using Executor executor = Create();

        await using (Executor view = executor.With(new CallOptions { Timeout = TimeSpan.FromMinutes(1) }))
            Assert.Equal(4, await view.RunAsync(Work.Square, 2));

        Assert.Equal(9, await executor.RunAsync(Work.Square, 3));
    }

    [Fact]
    public async Task Record_of_a_call_tells_how_it_ended()
    {
        await using Executor executor = Create();
        var records = new List<CallRecord>();
        Executor recording = executor.With(new CallOptions { OnRecord = record => { lock (records) records.Add(record); } });

        await recording.RunAsync(Work.Square, 2);
        await Assert.ThrowsAsync<FormatException>(() => recording.RunAsync(Work.SquareOrThrow, 3));

        lock (records)
            Assert.Equal([CallOutcome.Succeeded, CallOutcome.Failed], records.Select(record => record.Outcome));
    }

    [Fact]
    public async Task Snapshot_counts_what_ended_and_names_the_executor()
    {
        await using Executor executor = Create();
        await executor.RunAsync(Work.Square, 2);
        await Assert.ThrowsAsync<FormatException>(() => executor.RunAsync(Work.SquareOrThrow, 3));

        ExecutorSnapshot snapshot = executor.Snapshot();

        Assert.Equal((executor.Name, "open"), (snapshot.Name, snapshot.State));
        Assert.Equal((1L, 1L, 0L), (snapshot.Succeeded, snapshot.Failed, snapshot.Canceled));
    }

    // 47
    [Fact]
    public async Task Async_local_set_by_a_call_reaches_neither_the_caller_nor_the_next_call()
    {
        await using Executor executor = CreateSmall();

        Assert.Null(await executor.RunAsync(Work.SwapLocal, "first"));
        Assert.Null(await executor.RunAsync(Work.SwapLocal, "second"));
    }
}
