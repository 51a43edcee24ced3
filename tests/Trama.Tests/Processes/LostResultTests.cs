using Trama.Tests.Conformance;

namespace Trama.Tests.Processes;

/// <summary>
/// Large results lie with the worker until they are read. One whose worker has died before that is a death like any other: the call's
/// function ended, and its result went with the process.
/// </summary>
public sealed class LostResultTests
{
    private const int Quick = 400;
    private const int Size = 1 << 20;

    [Fact]
    public async Task Result_that_went_with_its_worker_fails_its_call_as_a_crash()
    {
        await using var scene = new Scene();
        Task<byte[]> bytes = scene.Executor.RunAsync(Bytes, 1);
        await scene.KillAfterAnswerAsync();

        var error = await Assert.ThrowsAsync<WorkerCrashedException>(() => bytes);
        Assert.Contains("before its result could be read", error.Message, StringComparison.Ordinal);
        Assert.Equal((scene.Worker, 1), (error.ProcessId, error.Attempts));
    }

    [Fact]
    public async Task Idempotent_call_whose_result_went_with_its_worker_runs_again()
    {
        await using var scene = new Scene();
        Task<byte[]> bytes = scene.Executor.With(new CallOptions { Idempotent = true }).RunAsync(Bytes, 1);
        await scene.KillAfterAnswerAsync();

        Assert.Equal(Size, (await bytes).Length);
    }

    [Fact]
    public async Task Text_that_went_with_its_worker_fails_its_call_as_the_crash_that_it_was()
    {
        await using var scene = new Scene();
        Task<string> text = scene.Executor.RunAsync(Text, 1);
        Task<int> behind = scene.Executor.RunAsync(WorkerFunctions.Double, 21);
        await scene.KillAfterAnswerAsync();

        var error = await Assert.ThrowsAsync<WorkerCrashedException>(() => text);
        Assert.Contains("before its result could be read", error.Message, StringComparison.Ordinal);
        Assert.Equal(scene.Worker, error.ProcessId);
        Assert.Equal(42, await behind);
    }

    [Fact]
    public async Task Item_of_a_stream_that_cannot_be_read_fails_its_call_and_its_worker_stays()
    {
        await using var executor = Executor.Processes(1);
        int before = await executor.RunAsync(WorkerFunctions.ProcessId);

        await Assert.ThrowsAsync<PayloadException>(() => executor.StreamAsync(UnreadableItems).CountAsync().AsTask());

        Assert.Equal(before, await executor.RunAsync(WorkerFunctions.ProcessId));
    }

    // Whether the item was read before the death or not: some of each, on most machines.
    [Fact]
    public async Task Stream_whose_worker_dies_after_a_large_item_ends_as_a_crash_and_not_as_nonsense()
    {
        await using var executor = Executor.Processes(1);
        for (int round = 0; round < 10; round++)
        {
            var error = await Assert.ThrowsAsync<WorkerCrashedException>(
                () => executor.StreamAsync<int, byte[]>(LargeThenDeath, 1).CountAsync().AsTask());
            Assert.DoesNotContain("no proper answer", error.Message, StringComparison.Ordinal);
        }
    }

    // Those whose results were read have them, the ones that went are a crash each, and none runs again.
    [Fact]
    public async Task Items_of_a_chunk_that_went_with_their_worker_fail_alone()
    {
        using var began = new Gate();
        await using var executor = Executor.Processes(1);
        (string, int)[] items = [.. Enumerable.Range(0, 6).Select(n => (began.Folder, n))];

        List<CallResult<byte[]>> results = await executor.MapResultsAsync(
            items, LargeUntilDeath, new MapOptions { MaxInFlight = 6, ChunkSize = 6 }).ToListAsync();

        Assert.Equal(6, began.Entered);
        Assert.All(results, result => Assert.True(
            result.IsSuccess ? result.Value.Length == Size : result.Exception is WorkerCrashedException, $"{result}"));
        Assert.False(results[4].IsSuccess);
        Assert.True(results[5].IsSuccess);
    }

    private static byte[] Bytes(int n) => new byte[Size];

    private static string Text(int n) => new('a', Size);

    private static async IAsyncEnumerable<Unreadable> UnreadableItems()
    {
        yield return new Unreadable();
        await Task.Yield();
    }

    private static async IAsyncEnumerable<byte[]> LargeThenDeath(int items)
    {
        for (int i = 0; i < items; i++)
            yield return new byte[Size];
        await Task.Yield();
        WorkerFunctions.Signal(9);
    }

    // Began twice, an item finds its own mark and throws.
    private static byte[] LargeUntilDeath((string Folder, int Number) item)
    {
        using (new FileStream(Path.Combine(item.Folder, $"call-{item.Number}"), FileMode.CreateNew))
        {
        }

        if (item.Number == 4)
            WorkerFunctions.Signal(9);
        return new byte[Size];
    }

    /// <summary>Can be written, and not be read again.</summary>
    public sealed class Unreadable
    {
        public int Number
        {
            get => 1;
            init => throw new NotSupportedException($"no {value}");
        }
    }

    /// <summary>One worker whose answers nobody reads for a while: the one who reads is held up by the record of a call before.</summary>
    private sealed class Scene : IAsyncDisposable
    {
        private readonly ManualResetEventSlim _reads = new();
        private readonly Gate _gate = new();
        private readonly Task _before;

        public Scene()
        {
            Executor = Trama.Executor.Processes(1);
            Executor recorded = Executor.With(new CallOptions { OnRecord = _ => _reads.Wait() });
            Task<int>[] quick = [.. Enumerable.Range(0, Quick).Select(n => Executor.RunAsync(WorkerFunctions.Double, n))];
            _before = Task.WhenAll([.. quick, recorded.RunAsync(WorkerFunctions.Double, 1)]);
        }

        public ProcessExecutor Executor { get; }

        public int Worker { get; private set; }

        /// <summary>Kills the worker when all that was submitted has been answered, and has the answers read after that.</summary>
        public async Task KillAfterAnswerAsync()
        {
            Task<int> held = Executor.RunAsync(Gate.PassBlocking, _gate.Folder, 1);
            await _gate.UntilEnteredAsync(1);
            Worker = Executor.Snapshot().Workers.Single().ProcessId!.Value;
            _ = WorkerFunctions.kill(Worker, 9);
            await Until.TrueAsync(() => !ProcessTree.IsAlive(Worker), () => "the worker survived its kill");
            _reads.Set();

            await Assert.ThrowsAsync<WorkerCrashedException>(() => held);
            await _before;
        }

        public async ValueTask DisposeAsync()
        {
            await Executor.DisposeAsync();
            _gate.Dispose();
            _reads.Dispose();
        }
    }
}
