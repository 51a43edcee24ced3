using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Compare.Rounds;

/// <summary>
/// One round of one model, in a process of its own:
/// (1) start the executor and all its workers, timed apart; (2) run a few items, so that code is compiled, connections are open and
/// every worker has worked; (3) time calls that do nothing; (4) the measured run; (5) read what it cost; (6) shut down.
/// </summary>
internal static class CompareRound
{
    public static async Task<RoundResult> RunAsync(RoundSpec spec, CancellationToken cancellationToken)
        => WithWorkerSwitches(await WorkloadTable.Find(spec.Workload, spec.Method).RunRoundAsync(spec, cancellationToken));

    /// <summary>A round of a workload that maps items.</summary>
    public static async Task<RoundResult> MapAsync(Workload workload, RoundSpec spec, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var executor = ModelExecutors.Create(spec);
        try
        {
            await executor.WarmUpAsync(cancellationToken);
            var startup = clock.Elapsed.TotalSeconds;
            return await MeasureAsync(executor, workload, spec, startup, cancellationToken);
        }
        finally
        {
            await executor.ShutdownAsync(ShutdownMode.Drain, TimeSpan.FromSeconds(10));
            await executor.DisposeAsync();
        }
    }

    private static async Task<RoundResult> MeasureAsync(
        Executor executor, Workload workload, RoundSpec spec, double startup, CancellationToken cancellationToken)
    {
        var options = new MapOptions { MaxInFlight = spec.InFlight };
        await WarmAsync(executor, workload, spec, cancellationToken);
        var call = await EmptyCalls.MeasureAsync(executor, cancellationToken);

        // What the warm-up left behind is not the run's to clear away.
        GC.Collect();
        var before = Usage.Now(executor);
        var clock = Stopwatch.StartNew();
        var checksum = await ChecksumAsync(workload.Map(executor, spec.Model, spec.Items, options, cancellationToken));
        var wall = clock.Elapsed.TotalSeconds;
        var cost = Usage.Now(executor) - before;

        var measure = new RoundMeasure
        {
            Round = spec.Round,
            Order = spec.Order,
            WallSeconds = wall,
            CpuSeconds = cost.CpuSeconds,
            PeakBytes = PeakMemory.Of(executor),
            VoluntarySwitches = cost.VoluntarySwitches,
            InvoluntarySwitches = cost.InvoluntarySwitches,
            StartupSeconds = startup,
            CallMicroseconds = call,
        };
        return new() { Measure = measure, Checksum = checksum };
    }

    // Two items per worker, one at a time to each, so that no worker meets its first item while it is measured.
    private static async Task WarmAsync(Executor executor, Workload workload, RoundSpec spec, CancellationToken cancellationToken)
    {
        var few = spec.Items.Take(2 * spec.Workers).ToArray();
        var options = new MapOptions { MaxInFlight = few.Length, ChunkSize = 1 };
        await ChecksumAsync(workload.Map(executor, spec.Model, few, options, cancellationToken));
    }

    /// <summary>SHA-256 over the texts, each with a line feed: what <c>sha256sum</c> says of them printed one a line.</summary>
    private static async Task<string> ChecksumAsync(IAsyncEnumerable<string> results)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await foreach (var text in results) hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // Worker processes' switches are known once they ended; the kernel adds them to their parent's children then.
    private static RoundResult WithWorkerSwitches(RoundResult result)
    {
        var (voluntary, involuntary) = Usage.EndedChildrenSwitches();
        var measure = result.Measure!;
        return result with
        {
            Measure = measure with
            {
                VoluntarySwitches = measure.VoluntarySwitches + voluntary,
                InvoluntarySwitches = measure.InvoluntarySwitches + involuntary,
            },
        };
    }
}
