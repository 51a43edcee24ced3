using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Trama.Jobs.Engine;

namespace Trama.Benchmarks.Core;

/// <summary>
/// What the job engine costs an item of one millisecond: everything that it does for one (letting it in, booking it, the journal's row, the
/// listener), against a bare loop over the same work. The work burns processor time, so that nothing hides in a wait.
/// </summary>
internal static class JobFigures
{
    private const int Items = 2000;
    private const double Allowed = 5;

    public static async Task<Row> EngineCostAsync()
    {
        string folder = Directory.CreateTempSubdirectory("trama-bench-").FullName;
        try
        {
            int run = 0;
            (double engine, double bare, double ratio) = await Paired.MeasureAsync(
                () => RunAsync(Path.Combine(folder, $"{run++}.journal")), BareAsync, Items);
            double percent = (ratio - 1) * 100;
            return new Row
            {
                Name = "job.engine.cost",
                Unit = "%",
                Trama = percent,
                Peers = { ["engine_us"] = engine, ["bare_us"] = bare },
                Target = $"< {Allowed} % of a 1 ms item, journal included",
                Met = percent < Allowed,
            };
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task RunAsync(string journal)
    {
        JobSummary summary = await new JobRun<int, BurntResult>(new BurnJob(Items), new JobOptions { Journal = new JournalPlace(journal) })
        {
            OnItem = static _ => { },
        }.RunAsync();
        if (summary.Done != Items)
            throw new InvalidOperationException($"{summary.Done} of {Items} items were done.");
    }

    // The same threads, the same work, and nothing else.
    private static async Task BareAsync()
    {
        await using ThreadExecutor executor = Executor.Threads();
        int seen = 0;
        await foreach (BurntResult _ in executor.MapAsync(Enumerable.Range(0, Items), BurnJob.Burn, new MapOptions { Ordered = false }))
            seen++;
        if (seen != Items)
            throw new InvalidOperationException($"{seen} of {Items} items were done.");
    }
}

/// <summary>Items of one millisecond of processor time each.</summary>
internal sealed class BurnJob(int count) : Job<int, BurntResult>
{
    public override string Name => "burn";

    public override JsonTypeInfo<BurntResult> ResultJson => BurntContext.Default.BurntResult;

    /// <summary>Until this thread has used a millisecond of processor time: what others do meanwhile takes none of it away.</summary>
    public static BurntResult Burn(int item)
    {
        long until = ThreadTime.Microseconds() + 1000;
        while (ThreadTime.Microseconds() < until)
            Thread.SpinWait(20);
        return new(item);
    }

    public override Task<JobPlan<int>> PlanAsync(CancellationToken cancellationToken) => Task.FromResult(new JobPlan<int>
    {
        Items = [.. Enumerable.Range(0, count).Select(static i => new JobItem<int> { Key = $"folder/of/items/{i:00000}", Input = i, Identity = "unchanged" })],
    });

    public override IAsyncEnumerable<CallResult<BurntResult>> Map(
        Executor executor, string model, IAsyncEnumerable<int> inputs, MapOptions options, CancellationToken cancellationToken) =>
        executor.MapResultsAsync(inputs, Burn, options, cancellationToken);
}

internal sealed record BurntResult(int Item);

[JsonSerializable(typeof(BurntResult))]
internal sealed partial class BurntContext : JsonSerializerContext;

internal static partial class ThreadTime
{
    private const int ThreadClock = 3;

    /// <summary>Processor time of this thread.</summary>
    public static long Microseconds()
    {
        Span<long> time = stackalloc long[2];
        _ = GetTime(ThreadClock, time);
        return (time[0] * 1_000_000) + (time[1] / 1000);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int GetTime(int clock, Span<long> time);
}
