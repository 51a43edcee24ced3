namespace Trama.Tests.Conformance;

public abstract partial class ExecutorConformance
{
    // 2
    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(40)]
    [InlineData(50)]
    public async Task Map_gives_what_a_loop_would_give_whatever_the_chunk_size(int? chunkSize)
    {
        await using Executor executor = Create();
        var options = new MapOptions { ChunkSize = chunkSize };

        List<int> squares = await ToListAsync(executor.MapAsync(Enumerable.Range(0, 40), Work.Square, options));

        Assert.Equal(Enumerable.Range(0, 40).Select(Work.Square), squares);
    }

    // 2
    [Fact]
    public async Task Map_refuses_bad_options_at_the_call()
    {
        await using Executor executor = Create();

        Assert.Throws<ArgumentOutOfRangeException>(() => { executor.MapAsync([1], Work.Square, new() { ChunkSize = -1 }); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { executor.MapAsync([1], Work.Square, new() { MaxInFlight = 0 }); });
        Assert.Throws<ArgumentNullException>(() => { executor.MapAsync((IEnumerable<int>)null!, Work.Square); });
    }

    // 3
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Map_delivers_what_came_before_the_item_that_fails_and_then_its_exception(int chunkSize)
    {
        await using Executor executor = Create();
        var options = new MapOptions { ChunkSize = chunkSize, MaxInFlight = 8 };
        var delivered = new List<int>();

        await Assert.ThrowsAsync<FormatException>(async () =>
        {
            await foreach (int square in executor.MapAsync([1, 2, 3, 4], Work.SquareOrThrow, options))
                delivered.Add(square);
        });

        Assert.Equal([1, 4], delivered);
    }

    [Fact]
    public async Task Map_of_results_tells_the_failure_in_its_place_and_goes_on()
    {
        await using Executor executor = Create();

        List<CallResult<int>> results = await ToListAsync(executor.MapResultsAsync([1, 2, 3, 4], Work.SquareOrThrow));

        Assert.Equal([true, true, false, true], results.Select(result => result.IsSuccess));
        Assert.IsType<FormatException>(results[2].Exception);
        Assert.Equal(16, results[3].Value);
    }

    // 4
    [Fact]
    public async Task Map_timeout_counts_from_the_call_and_keeps_what_was_delivered()
    {
        await using Executor executor = Create();
        await executor.WarmUpAsync();
        using var gate = new Gate();
        string folder = gate.Folder;
        (string, int)[] items = [.. Enumerable.Range(1, 3).Select(number => (folder, number))];
        var delivered = new List<int>();

        await Assert.ThrowsAnyAsync<TimeoutException>(async () =>
        {
            var options = new MapOptions { Timeout = TimeSpan.FromSeconds(2), ChunkSize = 1 };
            await foreach (int square in executor.MapAsync(items, Work.SquareUnlessThird, options))
                delivered.Add(square);
        });

        Assert.Equal([1, 4], delivered);
    }

    // 5
    [Theory]
    [InlineData(null)]
    [InlineData(10)]
    public async Task Map_of_nothing_is_empty(int? chunkSize)
    {
        await using Executor executor = Create();

        Assert.Empty(await ToListAsync(executor.MapAsync(Array.Empty<int>(), Work.Square, new() { ChunkSize = chunkSize })));
    }

    // 6
    [Fact]
    public async Task Error_of_the_source_reaches_the_consumer_and_the_executor_goes_on()
    {
        await using Executor executor = Create();

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => ToListAsync(executor.MapAsync(Broken(), Work.Square)));

        Assert.Equal("source", error.Message);
        Assert.Equal(25, await executor.RunAsync(Work.Square, 5));

        static IEnumerable<int> Broken()
        {
            yield return 1;
            yield return 2;
            throw new InvalidDataException("source");
        }
    }

    // 7
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Map_never_pulls_further_ahead_than_its_window(int window)
    {
        await using Executor executor = Create();
        int pulled = 0;
        int consumed = 0;

        await foreach (int square in executor.MapAsync(Endless(), Work.Square, new() { MaxInFlight = window }))
        {
            consumed++;
            Assert.InRange(Volatile.Read(ref pulled), consumed, consumed + window);
            if (consumed == 50)
                break;
        }

        Assert.InRange(pulled, 50, 50 + window);

        IEnumerable<int> Endless()
        {
            while (true)
                yield return Interlocked.Increment(ref pulled);
        }
    }

    // 8
    [Fact]
    public async Task Unordered_map_delivers_fast_items_before_a_slow_first_one()
    {
        await using Executor executor = Create();
        using var gate = new Gate();
        string folder = gate.Folder;
        var items = Enumerable.Range(1, 6).Select(number => (folder, number));
        var arrived = new List<int>();

        var options = new MapOptions { Ordered = false, MaxInFlight = 6, ChunkSize = 1 };
        await foreach (int number in executor.MapAsync(items, Work.HoldFirst, options))
        {
            arrived.Add(number);
            if (arrived.Count == 5)
                gate.Open();
        }

        Assert.Equal(1, arrived[^1]);
        Assert.Equal([1, 2, 3, 4, 5, 6], arrived.Order());
    }

    [Fact]
    public async Task Leaving_a_map_early_cancels_what_is_in_flight_and_waits_for_it()
    {
        await using Executor executor = Create();
        using var gate = new Gate();
        string folder = gate.Folder;
        (string, int)[] items = [(folder, 2), (folder, 1), (folder, 1)];

        await foreach (int first in executor.MapAsync(items, Work.HoldFirst, new() { MaxInFlight = 3, ChunkSize = 1 }))
        {
            Assert.Equal(2, first);
            break;
        }

        Assert.Equal(0, executor.Snapshot().Running);
    }
}
