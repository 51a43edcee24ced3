using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Trama.Benchmarks.Core;

/// <summary>The figures of the core: a table for people on standard error, JSON where it is asked for.</summary>
internal static class CoreSuite
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
    };

    public static async Task<int> RunAsync(string? jsonTarget)
    {
        List<Row> rows = [];
        await AddAsync(rows, [await ThreadFigures.BatchAsync()]);
        await AddAsync(rows, [await ThreadFigures.RoundTripAsync()]);
        await AddAsync(rows, [await ThreadFigures.AwaitedAsync()]);
        await AddAsync(rows, [await LoopFigures.TrivialTasksAsync()]);
        await AddAsync(rows, LoopFigures.MillionDelays());
        await AddAsync(rows, [await MapFigures.InfiniteSourceAsync()]);
        await AddAsync(rows, [await JobFigures.EngineCostAsync()]);
        await AddAsync(rows, await CompareFigures.DefaultRunAsync());

        string json = JsonSerializer.Serialize(new { V = 1, Type = "bench-core", Machine = Machine(), Rows = rows }, Json);
        if (jsonTarget == "-")
            Console.WriteLine(json);
        else if (jsonTarget is not null)
            await File.WriteAllTextAsync(jsonTarget, json + "\n");
        return rows.All(static row => row.Met) ? 0 : 1;
    }

    /// <summary>A part of the figures: the table alone.</summary>
    public static async Task<int> RunAsync(Row[] measured)
    {
        await AddAsync([], measured);
        return measured.All(static row => row.Met) ? 0 : 1;
    }

    private static async Task AddAsync(List<Row> rows, Row[] measured)
    {
        rows.AddRange(measured);
        foreach (Row row in measured)
        {
            string peers = string.Join(
                "  ", row.Peers.Select(peer => string.Create(CultureInfo.InvariantCulture, $"{peer.Key} {peer.Value:0.###}")));
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Name,-26} {row.Trama,10:0.###} {row.Unit,-8} {(row.Met ? "met " : "MISS")} {row.Target,-55} {peers}"));
        }
    }

    private static object Machine() => new
    {
        Cores = Environment.ProcessorCount,
        MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        Os = RuntimeInformation.OSDescription,
        Runtime = RuntimeInformation.FrameworkDescription,
    };
}
