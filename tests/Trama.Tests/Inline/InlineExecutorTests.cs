namespace Trama.Tests.Inline;

public sealed class InlineExecutorTests
{
    [Fact]
    public async Task Call_runs_at_once_on_the_callers_thread()
    {
        await using InlineExecutor executor = Executor.Inline();
        int caller = Environment.CurrentManagedThreadId;

        Task<int> call = executor.RunAsync(() => Environment.CurrentManagedThreadId);

        Assert.True(call.IsCompletedSuccessfully);
        Assert.Equal(caller, await call);
    }

    [Fact]
    public async Task Call_of_its_own_executor_from_inside_a_call_is_an_error_not_a_deadlock()
    {
        await using InlineExecutor executor = Executor.Inline();

        await Assert.ThrowsAsync<PoolDeadlockException>(() => executor.RunAsync(async () => await executor.RunAsync(() => 1)));

        Assert.Equal(1, await executor.RunAsync(() => 1));
    }

    [Fact]
    public async Task Snapshot_tells_the_one_worker_busy_while_a_call_runs()
    {
        await using InlineExecutor executor = Executor.Inline();

        Assert.Equal("busy", await executor.RunAsync(() => executor.Snapshot().Workers[0].State));

        Assert.Equal("idle", executor.Snapshot().Workers[0].State);
    }

    [Fact]
    public async Task Timeout_is_judged_on_return()
    {
        var time = new Stopped();
        await using InlineExecutor executor = Executor.Inline(new() { TimeProvider = time });
        Executor strict = executor.With(new CallOptions { Timeout = TimeSpan.FromSeconds(1) });

        var error = await Assert.ThrowsAsync<CallTimeoutException>(() => strict.RunAsync(() => time.Now += 2_000));

        Assert.Equal(TimeSpan.FromSeconds(1), error.Timeout);
    }

    [Fact]
    public async Task Map_is_lazy_ordered_and_runs_each_item_when_it_is_asked_for()
    {
        await using InlineExecutor executor = Executor.Inline();
        List<string> log = [];

        await foreach (int square in executor.MapAsync(Numbers(), n => { log.Add($"run {n}"); return n * n; }))
        {
            log.Add($"got {square}");
            if (square == 4)
                break;
        }

        Assert.Equal(["pull 1", "run 1", "got 1", "pull 2", "run 2", "got 4"], log);

        IEnumerable<int> Numbers()
        {
            for (int n = 1; ; n++)
            {
                log.Add($"pull {n}");
                yield return n;
            }
        }
    }

    [Fact]
    public async Task Stream_gives_items_in_order_and_then_the_error()
    {
        await using InlineExecutor executor = Executor.Inline();
        List<int> items = [];

        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (int item in executor.StreamAsync(CountThenFail, 40))
                items.Add(item);
        });

        Assert.Equal(Enumerable.Range(0, 40), items);
        Assert.Equal("enough", error.Message);

        static async IAsyncEnumerable<int> CountThenFail(int n)
        {
            for (int i = 0; i < n; i++)
            {
                await Task.Yield();
                yield return i;
            }

            throw new InvalidOperationException("enough");
        }
    }

    private sealed class Stopped : TimeProvider
    {
        public long Now { get; set; } = 1;

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => Now;
    }
}
