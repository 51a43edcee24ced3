using System.Text.Json;
using Trama.Jobs.Compare;
using Trama.Jobs.Connections;

namespace Trama.Cli.Rendering.Json;

/// <summary>Turns a report into the envelope. Sentences in it are English whatever the user's language is.</summary>
internal sealed class CompareJson
{
    private readonly EnvelopeParts _parts = new();

    /// <summary>One line of UTF-8 JSON, with the line's end.</summary>
    public static byte[] Write(CompareReport report)
        => [.. JsonSerializer.SerializeToUtf8Bytes(new CompareJson().EnvelopeOf(report), EnvelopeContext.Readable.CompareEnvelope), (byte)'\n'];

    internal CompareEnvelope EnvelopeOf(CompareReport report) => new(
        V: 1,
        Type: "compare",
        Machine: EnvelopeParts.Of(report.Machine),
        report.Seed,
        report.Rounds,
        report.TookSeconds,
        new MeasuresJson(
            WallS: "median; low and high by order statistics, at least 95 %", CpuS: "getrusage, worker processes included",
            PeakBytes: "sum of VmHWM, worker processes included", ContextSwitches: "getrusage, worker processes included"),
        [.. report.Notices.Select(_parts.Of)],
        [.. report.Workloads.Select(Of)],
        [.. report.Summary.Select(Of)]);

    private WorkloadJson Of(WorkloadReport workload) => new(
        workload.Workload, workload.Items, _parts.Of(workload.Input), workload.Baseline, [.. workload.Models.Select(Of)], Of(workload.Recommendation),
        [.. workload.Remarks.Select(_parts.Of)]);

    private ModelJson Of(ModelReport model) => new(
        model.Model,
        model.Status switch { ModelStatus.Ok => "ok", ModelStatus.LeftOut => "left-out", _ => "failed" },
        _parts.TextOf(model.Reason), model.Reason?.Code, EnvelopeParts.DetailsOf(model.Reason), model.Workers, model.InFlight, Of(model.Wall), Of(model.Ratio),
        Finite(model.CpuSeconds), model.PeakBytes, model.ContextSwitches, Finite(model.StartupSeconds), Finite(model.CallMicroseconds),
        Finite(model.ItemsPerSecond), Finite(model.Speedup), model.Checksum, [.. model.Rounds.Select(Of)],
        Of(model.Connections), [.. model.Variants.Select(Of)]);

    private static VariantJson Of(VariantReport variant) => new(
        variant.Variant, Of(variant.Wall)!, variant.CpuSeconds, Of(variant.Connections), [.. variant.Rounds.Select(Of)]);

    private static ConnectionsJson? Of(ConnectionsMeasure? measure) => measure is null ? null : new(
        measure.Held, measure.RoundTripsPerSecond, measure.CpuMicroseconds, measure.RatePerSecond, measure.P50Seconds, measure.P99Seconds,
        measure.UserBytesEach, measure.KernelBytesEach);

    private static RoundJson Of(RoundMeasure round) => new(
        round.Round, round.Order, round.WallSeconds, round.CpuSeconds, round.PeakBytes, round.VoluntarySwitches, round.InvoluntarySwitches,
        round.StartupSeconds, round.CallMicroseconds, Of(round.Connections));

    private RecommendationJson Of(Recommendation verdict) => new(
        verdict.Model, verdict.Clear, Finite(verdict.MarginPercent), _parts.TextOf(verdict.Reason), verdict.Reason?.Code, EnvelopeParts.DetailsOf(verdict.Reason));

    private static SummaryJson Of(ModelSummary model) => new(
        model.Model, model.BestAt, model.ReachesBestAt, Finite(model.MeanSpeedup), Finite(model.TopSpeedup), model.TopSpeedupAt,
        Finite(model.CpuRatio), Finite(model.CpuSeconds), model.PeakBytes, Finite(model.CallMicroseconds), Finite(model.StartupSeconds));

    private static SpreadJson? Of(Spread? spread)
        => spread is null ? null : new(spread.Median, Finite(spread.Low), Finite(spread.High), spread.Runs);

    // JSON has no infinity: a ratio over an unmeasurably short time is absent.
    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
