using Trama.Tests.Locking;

namespace Trama.Tests.Running;

public sealed class MapRunTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Map_that_is_complete_is_complete_although_its_time_ran_out_with_the_last_item()
    {
        await using Executor executor = Executor.Inline(new() { TimeProvider = _time });
        var results = new List<int>();

        await foreach (int result in executor.MapAsync([1, 2], n => n, new() { Timeout = TimeSpan.FromSeconds(2), MaxInFlight = 3 }))
        {
            results.Add(result);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([1, 2], results);
    }

    [Fact]
    public async Task Map_clock_runs_from_the_call_not_from_the_first_item()
    {
        await using Executor executor = Executor.Inline(new() { TimeProvider = _time });
        IAsyncEnumerable<int> map = executor.MapAsync([1], n => n, new() { Timeout = TimeSpan.FromSeconds(2) });

        _time.Advance(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAsync<TimeoutException>(async () =>
        {
            await foreach (int _ in map)
            {
            }
        });
    }

    [Fact]
    public async Task Map_that_nobody_enumerates_sets_no_timer_and_one_that_has_ended_leaves_none()
    {
        await using Executor executor = Executor.Inline(new() { TimeProvider = _time });
        IAsyncEnumerable<int> map = executor.MapAsync([1], n => n, new() { Timeout = TimeSpan.FromHours(1) });
        Assert.Equal(0, _time.Timers);

        await foreach (int _ in map)
            Assert.Equal(1, _time.Timers);

        Assert.Equal(0, _time.Timers);
    }

    [Fact]
    public async Task Chunk_goes_at_once_when_the_source_has_no_item_ready()
    {
        await using Executor executor = Executor.Threads(1);
        var second = new TaskCompletionSource();
        await using IAsyncEnumerator<int> map =
            executor.MapAsync(Slow(), n => n, new() { ChunkSize = 8, MaxInFlight = 64 }).GetAsyncEnumerator();

        Assert.True(await map.MoveNextAsync());
        Assert.Equal(1, map.Current);
        second.SetResult();
        Assert.True(await map.MoveNextAsync());
        Assert.Equal(2, map.Current);

        async IAsyncEnumerable<int> Slow()
        {
            yield return 1;
            await second.Task;
            yield return 2;
        }
    }

    [Fact]
    public async Task Source_is_disposed_of_when_the_map_is_left_early()
    {
        await using Executor executor = Executor.Threads(2);
        bool disposed = false;

        await foreach (int _ in executor.MapAsync(Source(), n => n))
            break;

        Assert.True(disposed);

        IEnumerable<int> Source()
        {
            try
            {
                for (int n = 0; ; n++)
                    yield return n;
            }
            finally
            {
                disposed = true;
            }
        }
    }

    [Fact]
    public async Task Stream_that_came_to_its_end_is_complete_although_it_is_cancelled_then()
    {
        await using Executor executor = Executor.Inline();
        using var cancel = new CancellationTokenSource();
        int items = 0;

        await foreach (int _ in executor.StreamAsync(Two, cancel.Token))
        {
            if (++items == 2)
                await cancel.CancelAsync();
        }

        Assert.Equal(2, items);

        static async IAsyncEnumerable<int> Two()
        {
            await Task.CompletedTask;
            yield return 1;
            yield return 2;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Map_whose_executor_is_closed_in_the_middle_of_a_chunk_says_so_and_leaves_no_call_waiting(bool processes)
    {
        await using Executor executor = processes ? Executor.Processes(1) : Executor.Threads(1);
        Task closed = Task.CompletedTask;

        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            await foreach (int _ in executor.MapAsync(ItemsThatClose(), Double, new() { ChunkSize = 8, MaxInFlight = 64 }))
            {
            }
        });
        await closed;
        ExecutorSnapshot snapshot = executor.Snapshot();
        Assert.Equal((0, 0), (snapshot.Running, snapshot.Queued));

        IEnumerable<int> ItemsThatClose()
        {
            for (int i = 0; i < 16; i++)
            {
                if (i == 12)
                    closed = executor.ShutdownAsync();
                yield return i;
            }
        }
    }

    private static int Double(int n) => 2 * n;
}
