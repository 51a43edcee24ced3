namespace Trama.Benchmarks.Core;

/// <summary>Whether a map over a source without end holds its memory.</summary>
internal static class MapFigures
{
    private const int Settle = 100_000;
    private const int Items = 1_000_000;
    private const double AllowedGrowth = 1.0;

    public static async Task<Row> InfiniteSourceAsync()
    {
        await using ThreadExecutor executor = Executor.Threads();
        long before = 0;
        int seen = 0;
        await foreach (int _ in executor.MapAsync(Endless(), static n => n + 1))
        {
            if (++seen == Settle)
                before = GC.GetTotalMemory(forceFullCollection: true);
            if (seen == Items)
                break;
        }

        double growth = (GC.GetTotalMemory(forceFullCollection: true) - before) / (1024.0 * 1024);
        return new Row
        {
            Name = "map.infinite.growth",
            Unit = "MiB",
            Trama = growth,
            Target = $"flat: <= {AllowedGrowth} MiB between item {Settle:N0} and item {Items:N0}",
            Met = growth <= AllowedGrowth,
        };
    }

    private static IEnumerable<int> Endless()
    {
        for (int n = 0; ; n = (n + 1) & int.MaxValue)
            yield return n;
    }
}
