using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Trama.Soak.Leaks;
using Trama.Soak.Parents;

namespace Trama.Soak.Verdict;

/// <summary>What a soak prints at its end: a table for people on standard error, JSON where it is asked for.</summary>
internal sealed class SoakReport(SoakContext context)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public TimeSpan Elapsed { get; set; }

    public bool IsInterrupted { get; set; }

    public ParentFigures? Parents { get; set; }

    public Belongings? Before { get; set; }

    public Belongings? After { get; set; }

    /// <summary>What was left behind so far.</summary>
    public List<string> Left { get; } = [];

    public async Task WriteAsync()
    {
        foreach (string line in Lines())
            await Console.Error.WriteLineAsync(line);
        string json = JsonSerializer.Serialize(Data(), Json);
        if (context.Settings.Json == "-")
            Console.WriteLine(json);
        else if (context.Settings.Json is { } file)
            await File.WriteAllTextAsync(file, json + "\n");
    }

    private IEnumerable<string> Lines()
    {
        IReadOnlyDictionary<Fault, int> faults = context.Findings.Counts;
        string Count(params Fault[] kinds) => $"{kinds.Sum(kind => faults[kind])}";
        yield return "";
        if (Before is not null)
        {
            Tally tally = context.Tally;
            yield return Row("kills", $"{tally.Kills}  ({Named(tally.Blows)})");
            yield return Row("calls", $"{tally.Calls}  ({Named(tally.Ends)})");
            yield return Row("lost", Count(Fault.Lost));
            yield return Row("duplicates", Count(Fault.Duplicate, Fault.Late));
            yield return Row("wrong blame", Count(Fault.WrongBlame, Fault.Bystander));
            yield return Row("wrong result, reason", Count(Fault.WrongResult, Fault.WrongReason, Fault.Unexplained, Fault.Unexpected));
            yield return Row("kill to first answer", Times(tally.Replacements));
            yield return Row("resident memory", Text($"{context.Memory.FirstQuarter:0.0} MB in the first quarter, {context.Memory.LastQuarter:0.0} MB in the last")
                + (context.Memory.IsJudged ? "" : " (too short to be judged)"));
            yield return Row("descriptors", $"{Before.Descriptors} before, {After!.Descriptors} after; mappings {Before.Mappings} and {After.Mappings}");
            yield return Row("left behind", Count(Fault.LeftBehind));
        }

        if (Parents is { } parents)
        {
            yield return Row("parents killed", $"{parents.Clean} of {parents.Killed}  ({parents.Workers} workers gone in {Times(parents.Milliseconds)})");
            yield return Row("shared memory left", $"{parents.MemoryLeft} of {parents.Memory} pieces");
        }

        yield return Row("time", Text($"{Elapsed.TotalSeconds:0} s"));
        yield return context.Findings.IsEmpty
            ? IsInterrupted ? "interrupted; everything held so far" : "everything held"
            : $"NOT everything held: {Named(faults.Where(static fault => fault.Value > 0))}. Once more: {context.Settings.Command}";
    }

    private object Data() => new
    {
        V = 1,
        Type = "soak",
        Held = context.Findings.IsEmpty,
        Interrupted = IsInterrupted,
        context.Settings.Seed,
        context.Settings.Command,
        Seconds = Math.Round(Elapsed.TotalSeconds, 1),
        Machine = new { Cores = Environment.ProcessorCount, Os = RuntimeInformation.OSDescription, Runtime = RuntimeInformation.FrameworkDescription },
        context.Tally.Kills,
        KillsBy = context.Tally.Blows,
        context.Tally.Calls,
        CallsBy = context.Tally.Ends,
        Faults = context.Findings.Counts,
        context.Findings.Details,
        ReplacementMs = Quantiles(context.Tally.Replacements),
        ResidentMb = new { FirstQuarter = context.Memory.FirstQuarter, LastQuarter = context.Memory.LastQuarter, Judged = context.Memory.IsJudged },
        Descriptors = new { Before = Before?.Descriptors, After = After?.Descriptors },
        Mappings = new { Before = Before?.Mappings, After = After?.Mappings },
        Parents = Parents is { } parents
            ? new { parents.Killed, parents.Clean, parents.Workers, parents.Memory, parents.MemoryLeft, GoneMs = Quantiles(parents.Milliseconds) }
            : null,
    };

    private static object? Quantiles(IReadOnlyList<double> sorted) =>
        sorted.Count == 0 ? null : new { Count = sorted.Count, P50 = At(sorted, 0.5), P99 = At(sorted, 0.99), Max = sorted[^1] };

    private static string Times(IReadOnlyList<double> sorted) => sorted.Count == 0
        ? "-"
        : Text($"{At(sorted, 0.5):0.0} ms p50, {At(sorted, 0.99):0.0} ms p99, {sorted[^1]:0.0} ms at most ({sorted.Count} times)");

    private static double At(IReadOnlyList<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];

    private static string Named<TName, TCount>(IEnumerable<KeyValuePair<TName, TCount>> counts) =>
        string.Join(", ", counts.Select(static count => $"{count.Key} {count.Value}".ToLowerInvariant()));

    private static string Row(string name, string value) => $"{name,-22} {value}";

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
