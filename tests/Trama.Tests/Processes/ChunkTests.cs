using Trama.Tests.Conformance;

namespace Trama.Tests.Processes;

/// <summary>A map's items in chunks of many: each has its own result and failure, whatever happens to the others.</summary>
public sealed class ChunkTests
{
    private static readonly MapOptions Chunks = new() { MaxInFlight = 400, ChunkSize = 100 };

    [Fact]
    public async Task Failing_items_fail_alone_with_their_own_exception_and_place()
    {
        await using var executor = Executor.Processes(2);

        List<CallResult<int>> results = await executor.MapResultsAsync(Enumerable.Range(0, 1000), FailEveryTenth, Chunks).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 1000), results.Select(result => result.Index));
        Assert.All(results, result => Assert.Equal(result.Index % 10 != 0, result.IsSuccess));
        Assert.All(results.Where(result => result.IsSuccess), result => Assert.Equal(result.Index, result.Value));
        Assert.All(
            results.Where(result => !result.IsSuccess),
            result => Assert.Equal($"item {result.Index}", Assert.IsType<FormatException>(result.Exception).Message));
    }

    [Fact]
    public async Task Counters_count_items_and_not_chunks()
    {
        await using var executor = Executor.Processes(1);

        await executor.MapResultsAsync(Enumerable.Range(0, 1000), FailEveryTenth, Chunks).ToListAsync();

        ExecutorSnapshot snapshot = executor.Snapshot();
        Assert.Equal((900L, 100L, 0L, 0, 0), (snapshot.Succeeded, snapshot.Failed, snapshot.Canceled, snapshot.Running, snapshot.Queued));
    }

    [Fact]
    public async Task Item_that_ends_its_worker_takes_the_blame_and_those_around_it_have_results()
    {
        await using var executor = Executor.Processes(2);

        List<CallResult<int>> results = await executor.MapResultsAsync(Enumerable.Range(0, 300), DieAtThird, Chunks).ToListAsync();

        Assert.Equal([30, 130, 230], results.Where(result => !result.IsSuccess).Select(result => result.Index));
        Assert.All(results.Where(result => !result.IsSuccess), result => Assert.Equal("SIGKILL", Assert.IsType<WorkerCrashedException>(result.Exception).Signal));
        Assert.All(results.Where(result => result.IsSuccess), result => Assert.Equal(result.Index, result.Value));
    }

    [Fact]
    public async Task Item_that_cannot_be_encoded_fails_alone()
    {
        await using var executor = Executor.Processes(1);
        var circle = new Node { Value = 2 };
        circle.Next = circle;
        Node[] nodes = [new() { Value = 1 }, circle, new() { Value = 3 }];

        List<CallResult<int>> results = await executor.MapResultsAsync(nodes, ValueOf, Chunks).ToListAsync();

        Assert.Equal((1, 3), (results[0].Value, results[2].Value));
        Assert.IsType<ArgumentException>(results[1].Exception);
        Assert.Equal([0, 1, 2], results.Select(result => result.Index));
    }

    [Fact]
    public async Task Function_that_cannot_cross_is_every_items_failure()
    {
        await using var executor = Executor.Processes(1);
        int captured = 1;

        List<CallResult<int>> results = await executor.MapResultsAsync(Enumerable.Range(0, 5), n => n + captured, Chunks).ToListAsync();

        Assert.All(results, result => Assert.Contains("captured", Assert.IsType<ArgumentException>(result.Exception).Message, StringComparison.Ordinal));
        Assert.Equal(5, results.Count);
    }

    [Fact]
    public async Task Results_leave_a_chunk_before_it_has_ended()
    {
        await using var executor = Executor.Processes(1);
        using var gate = new Gate();
        (string, int)[] items = [.. Enumerable.Range(0, 10).Select(n => (gate.Folder, n))];
        IAsyncEnumerator<int> results = executor.MapAsync(items, HoldTheFifth, Chunks).GetAsyncEnumerator(TestContext.Current.CancellationToken);

        for (int i = 0; i < 4; i++)
        {
            Assert.True(await results.MoveNextAsync());
            Assert.Equal(i, results.Current);
        }

        gate.Open();
        for (int i = 4; i < 10; i++)
            Assert.True(await results.MoveNextAsync());
        Assert.False(await results.MoveNextAsync());
        await results.DisposeAsync();
    }

    [Fact]
    public async Task Asynchronous_functions_and_their_token_work_in_a_chunk()
    {
        await using var executor = Executor.Processes(1);

        List<int> results = await executor.MapAsync(Enumerable.Range(0, 250), AddLaterAsync, Chunks).ToListAsync();

        Assert.Equal(Enumerable.Range(1, 250), results);
    }

    [Fact]
    public async Task Chunks_grow_by_themselves_for_small_items_and_keep_the_order()
    {
        await using var executor = Executor.Processes(2);

        List<int> results = await executor.MapAsync(Enumerable.Range(0, 50_000), WorkerFunctions.Double).ToListAsync();

        Assert.Equal(Enumerable.Range(0, 50_000).Select(n => 2 * n), results);
        Assert.InRange(executor.Snapshot().Workers.Sum(worker => worker.Calls), 1, 10_000);
    }

    [Fact]
    public async Task Large_items_and_results_cross_whole()
    {
        await using var executor = Executor.Processes(2);
        byte[][] items = [.. Enumerable.Range(1, 6).Select(n => Enumerable.Range(0, 300_000).Select(i => (byte)(i * n)).ToArray())];

        List<byte[]> results = await executor.MapAsync(items, Reverse, Chunks).ToListAsync();

        for (int i = 0; i < items.Length; i++)
            Assert.Equal(items[i].Reverse(), results[i]);
    }

    private static byte[] Reverse(byte[] bytes) => [.. Enumerable.Reverse(bytes)];

    private static int FailEveryTenth(int n) => n % 10 == 0 ? throw new FormatException($"item {n}") : n;

    private static int DieAtThird(int n)
    {
        if (n % 100 == 30)
            WorkerFunctions.Signal(9);
        return n;
    }

    private static int HoldTheFifth((string Gate, int N) item) =>
        item.N == 4 ? Gate.PassBlocking(item.Gate, item.N) : item.N;

    private static async Task<int> AddLaterAsync(int n, CancellationToken token)
    {
        await Task.Yield();
        token.ThrowIfCancellationRequested();
        return n + 1;
    }

    private static int ValueOf(Node node) => node.Value;

    public sealed class Node
    {
        public int Value { get; set; }

        public Node? Next { get; set; }
    }
}
