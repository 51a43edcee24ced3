using Trama.Cli.Resources;
using Trama.Jobs.Compare;
using Trama.Jobs.Connections;

namespace Trama.Cli.Rendering;

/// <summary>What the workload connections measures besides, a row for each model and each of its other forms.</summary>
internal sealed class ConnectionsTable(Catalogue texts, HumanNumbers numbers)
{
    private const string Nothing = "–";

    public FittingTable Of(IReadOnlyList<ModelReport> models)
    {
        var rows = models.SelectMany(Rows).ToList();
        var rate = numbers.Count(rows[0].Measure.RatePerSecond);
        return new FittingTable()
            .Add(texts["column.model"], rows.Select(row => row.Name), alignRight: false)
            .Add(texts["column.held"], rows.Select(row => numbers.Count(row.Measure.Held)))
            .Add(texts["column.trips"], rows.Select(row => numbers.Count(row.Measure.RoundTripsPerSecond)))
            .Add(texts["column.trip-cpu"], rows.Select(row => Or(row.Measure.CpuMicroseconds, 1)))
            .Add(texts.Format("column.p50", ("rate", rate)), rows.Select(row => numbers.Fixed(row.Measure.P50Seconds * 1e3, 2)))
            .Add(texts["column.p99"], rows.Select(row => numbers.Fixed(row.Measure.P99Seconds * 1e3, 2)))
            .Add(texts["column.memory-each"], rows.Select(row => Or(row.Measure.UserBytesEach / 1e3, 1)))
            .Add(texts["column.kernel-each"], rows.Select(row => Or(row.Measure.KernelBytesEach / 1e3, 1)));
    }

    private IEnumerable<(string Name, ConnectionsMeasure Measure)> Rows(ModelReport model)
    {
        if (model.Connections is { } own)
            yield return (model.Model, own);
        foreach (var variant in model.Variants)
        {
            if (variant.Connections is { } other)
                yield return (texts.Format("variant." + variant.Variant, ("model", model.Model)), other);
        }
    }

    private string Or(double? value, int decimals) => value is { } number ? numbers.Fixed(number, decimals) : Nothing;
}
