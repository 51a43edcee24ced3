using Spectre.Console;
using Trama.Cli.Resources;
using Trama.Jobs.Compare;

namespace Trama.Cli.Rendering;

/// <summary>What `trama compare` found, for a person: a table and a verdict per workload, then each model over all of them.</summary>
internal sealed class CompareView(IAnsiConsole console, Catalogue texts, HumanNumbers numbers, Notes notes)
{
    private const string Nothing = "–";

    /// <summary>Every workload, the models over all of them, and how to read it.</summary>
    public void Show(CompareReport report)
    {
        ShowMachine(report);
        foreach (var workload in report.Workloads)
            Show(workload);
        // Over one workload the summary would repeat its table.
        ShowModels(report);
        ShowLegend(report);
    }

    /// <summary>One workload: its input, a row per model, the models that did not run, and the verdict.</summary>
    public void Show(WorkloadReport workload)
    {
        console.WriteLine();
        Title(texts["workload." + workload.Workload]);
        Line(notes.Sentence(workload.Input), "dim");
        console.WriteLine();
        var measured = workload.Models.Where(model => model.Status == ModelStatus.Ok).ToList();
        if (measured.Count > 0)
            TableOf(workload, measured).Render(console);
        if (measured.Any(model => model.Connections is not null))
            new ConnectionsTable(texts, numbers).Of(measured).Render(console);
        var missing = workload.Models.Where(model => model.Status != ModelStatus.Ok).ToList();
        missing.ForEach(ShowMissing);
        foreach (var remark in workload.Remarks)
            Line(notes.Sentence(remark), "dim");
        if (missing.Count > 0 || workload.Remarks.Count > 0)
            console.WriteLine();
        ShowVerdict(workload.Recommendation);
    }

    private void ShowMachine(CompareReport report)
    {
        var machine = report.Machine;
        console.WriteLine();
        Line(texts.Format(
            "compare.machine", ("cores", numbers.Count(machine.Cores)), ("cpu", machine.Cpu ?? machine.Architecture), ("os", machine.Os),
            ("runtime", machine.Runtime), ("memory", numbers.Size(machine.MemoryBytes))), "dim");
    }

    private FittingTable TableOf(WorkloadReport workload, IReadOnlyList<ModelReport> models)
    {
        var table = new FittingTable()
            .Add(texts["column.model"], models.Select(model => model.Model), alignRight: false)
            .Add(texts["column.workers"], models.Select(Workers))
            .Add(texts["column.time"], TimeScale.Column(models.Select(model => model.Wall), numbers, Nothing), alignRight: false)
            .Add(texts["column.speedup"], models.Select(model => Or(model.Speedup, numbers.Times)))
            .Add(texts["column.items"], Aligned(models.Select(model => model.ItemsPerSecond), most: 1))
            .Add(texts["column.cpu"], Aligned(models.Select(model => model.CpuSeconds), most: 3, digits: 3))
            .Add(texts["column.memory"], models.Select(model => Or(model.PeakBytes, numbers.Megabytes)))
            .Add(texts["column.switches"], models.Select(model => Or(model.ContextSwitches, numbers.Count)))
            .Add(texts["column.startup"], Aligned(models.Select(model => model.StartupSeconds * 1e3), most: 1));
        foreach (var model in models)
            table.StyleRow(model.Model == workload.Recommendation.Model && workload.Recommendation.Clear ? "green" : null);
        return table;
    }

    private string Workers(ModelReport model)
    {
        if (model.Workers is not { } workers)
            return Nothing;
        // One worker with many calls in flight is the whole point of async: the table says so.
        return model.InFlight is { } calls && workers == 1 && calls > 1
            ? texts.Format("cell.in-flight", ("workers", numbers.Count(workers)), ("calls", numbers.Count(calls)))
            : numbers.Count(workers);
    }

    private void ShowMissing(ModelReport model)
    {
        var key = model.Status == ModelStatus.Failed ? "compare.failed" : "compare.left-out";
        var why = model.Reason is { } reason ? notes.Sentence(reason) : "";
        Line(texts.Format(key, ("model", model.Model), ("why", why)), model.Status == ModelStatus.Failed ? "red" : "dim");
    }

    private void ShowVerdict(Recommendation verdict)
    {
        if (verdict.Reason is not { } reason)
            return;
        var head = verdict is { Clear: true, Model: { } model } ? model : texts["compare.no-winner"];
        var lead = $"→ {head}: ";
        var rows = Wrapping.Rows(lead + notes.Sentence(reason), console.Profile.Width).ToList();
        // The lead is short; only in a window of a few columns could it break, and then it goes without its style.
        var styled = Math.Min(lead.Length, rows[0].Length);
        console.Write(new Text(rows[0][..styled], new Style(verdict.Clear ? Color.Green : null, decoration: Decoration.Bold)));
        console.WriteLine(rows[0][styled..]);
        rows.Skip(1).ToList().ForEach(row => console.WriteLine(row));
    }

    private void ShowModels(CompareReport report)
    {
        var models = report.Summary;
        var undecided = report.Workloads.Where(workload => !workload.Recommendation.Clear).Select(workload => workload.Workload).ToList();
        console.WriteLine();
        Title(texts[report.Workloads.Count == 1 ? "compare.models-of-one" : "compare.models"]);
        console.WriteLine();
        new FittingTable()
            .Add(texts["column.model"], models.Select(model => model.Model), alignRight: false)
            .Add(texts["column.kind"], models.Select(model => texts.Find("kind." + model.Model) ?? ""), alignRight: false)
            .Add(texts["column.best-at"], models.Select(model => BestAt(model, undecided)), alignRight: false)
            .Add(texts["column.mean-speedup"], models.Select(model => Or(model.MeanSpeedup, numbers.Times)))
            .Add(texts["column.cpu-ratio"], models.Select(model => Or(model.CpuRatio, numbers.Times)))
            .Add(texts["column.memory"], models.Select(model => Or(model.PeakBytes, numbers.Megabytes)))
            .Add(texts["column.call"], Aligned(models.Select(model => model.CallMicroseconds), most: 1))
            .Render(console);
        // Over one workload its own verdict, just above, has said so.
        if (undecided.Count > 0 && report.Workloads.Count > 1)
        {
            Line(texts.Format("compare.undecided", ("workloads", notes.List(undecided))), "bold");
            console.WriteLine();
        }
    }

    // What it is recommended for; in brackets, where it is as fast but dearer. Where nobody won, nobody was best.
    private static string BestAt(ModelSummary model, IReadOnlyList<string> undecided)
    {
        var also = model.ReachesBestAt.Except(model.BestAt).Except(undecided).ToList();
        var best = string.Join(", ", model.BestAt);
        if (also.Count == 0)
            return best.Length > 0 ? best : Nothing;
        return (best.Length > 0 ? best + " " : "") + $"({string.Join(", ", also)})";
    }

    private void ShowLegend(CompareReport report)
    {
        var baselines = report.Workloads.Select(workload => workload.Baseline).OfType<string>().Distinct().ToList();
        var baseline = baselines is [var only] ? only : texts["legend.several-baselines"];
        Line(texts.Format(
            "compare.how", ("rounds", numbers.Count(report.Rounds)), ("seed", report.Seed.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("took", numbers.Duration(report.TookSeconds))), "dim");
        List<string> legend = ["legend.time", "legend.speedup", "legend.cpu", "legend.startup", "legend.best-at"];
        // What a GIL is matters only to somebody who sees one; so it is with connections.
        if (report.Summary.Any(model => model.Model == ModelNames.Gil))
            legend.Add("legend.gil");
        if (report.Workloads.Any(workload => workload.Workload == WorkloadNames.Connections))
            legend.AddRange("legend.latency", "legend.memory-each", "legend.runtime-io");
        foreach (var key in legend)
            Line(texts.Format(key, ("baseline", baseline)), "dim");
    }

    private void Title(string text) => Line(text, "bold");

    private void Line(string text, string style)
    {
        foreach (var row in Wrapping.Rows(text, console.Profile.Width))
        {
            console.Write(new Text(row, Style.Parse(style)));
            console.WriteLine();
        }
    }

    // One number of decimals for the whole column, enough for a few digits of its smallest value.
    private IEnumerable<string> Aligned(IEnumerable<double?> values, int most, int digits = 2)
    {
        var column = values.ToList();
        var smallest = column.Where(value => value > 0).Min() ?? 0;
        var decimals = Math.Min(most, HumanNumbers.DecimalsFor(smallest, digits));
        return column.Select(value => Or(value, number => numbers.Fixed(number, decimals)));
    }

    private static string Or(double? value, Func<double, string> show) => value is { } number ? show(number) : Nothing;
}
