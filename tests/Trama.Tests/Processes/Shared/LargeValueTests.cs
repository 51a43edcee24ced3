using Trama.Processes.Ipc.Codecs;
using Trama.Tests.Conformance;

namespace Trama.Tests.Processes.Shared;

/// <summary>Large arrays as arguments, whose bytes follow the call: what the caller may do meanwhile, and what ends it.</summary>
public sealed class LargeValueTests(SharedPool pool) : IClassFixture<SharedPool>
{
    private const int Size = 3 * Elements.FollowFrom;

    private readonly ProcessExecutor _executor = pool.Executor;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Array_that_is_changed_after_the_call_was_made_arrives_as_it_was(bool workersAreBusy)
    {
        using var gate = new Gate();
        Task[] before = [.. Enumerable.Range(0, workersAreBusy ? _executor.Workers : 0)
            .Select(n => _executor.RunAsync(WorkerFunctions.PassAsProcess, gate.Folder, n))];
        byte[] bytes = new byte[Size];
        for (byte round = 1; round < 10; round++)
        {
            Array.Fill(bytes, round);
            Task<int> call = _executor.RunAsync(CountOf, bytes, round);
            Array.Clear(bytes);
            if (round == 1)
                gate.Open();
            Assert.Equal(Size, await call);
        }

        await Task.WhenAll(before);
    }

    [Fact]
    public async Task Items_of_a_map_arrive_as_they_were_though_all_are_the_same_array()
    {
        byte[] bytes = new byte[Size];
        Executor recorded = _executor.With(new CallOptions { OnRecord = static _ => { } });
        List<int> counts = [];

        await foreach (int count in recorded.MapAsync(Refill(), CountInPair, new MapOptions { ChunkSize = 3, MaxInFlight = 12 }))
            counts.Add(count);

        Assert.Equal(Enumerable.Repeat(Size, 6), counts);

        IEnumerable<(byte[] Bytes, byte Value)> Refill()
        {
            for (byte i = 1; i <= 6; i++)
            {
                Array.Fill(bytes, i);
                yield return (bytes, i);
            }
        }
    }

    [Fact]
    public async Task Call_that_is_cancelled_while_its_bytes_follow_it_ends_and_leaves_the_next_ones_alone()
    {
        byte[] bytes = new byte[Size];
        for (byte round = 1; round <= 20; round++)
        {
            using var source = new CancellationTokenSource();
            Array.Fill(bytes, round);
            Task cancelling = Task.Run(source.Cancel);
            Task<int> call = _executor.RunAsync(CountOf, bytes, round, source.Token);
            await cancelling;

            Assert.True(await Task.WhenAny(call) is { IsFaulted: false });
            Assert.Equal(Size, await _executor.RunAsync(CountOf, bytes, round));
        }
    }

    [Fact]
    public async Task Worker_that_dies_while_bytes_follow_a_call_is_replaced_and_the_call_runs_again()
    {
        await using var executor = Executor.Processes(1);
        byte[] bytes = new byte[Size];
        Array.Fill(bytes, (byte)7);
        Executor again = executor.With(new CallOptions { Idempotent = true, MaxAttempts = 3 });
        for (int round = 0; round < 3; round++)
        {
            int worker = await again.RunAsync(WorkerFunctions.ProcessId);
            Task killing = Task.Run(() => WorkerFunctions.kill(worker, 9));

            Assert.Equal(Size, await again.RunAsync(CountOf, bytes, (byte)7));
            await killing;
        }
    }

    private static int CountInPair((byte[] Bytes, byte Value) given) => CountOf(given.Bytes, given.Value);

    private static int CountOf(byte[] bytes, byte value) => bytes.AsSpan().Count(value);
}
