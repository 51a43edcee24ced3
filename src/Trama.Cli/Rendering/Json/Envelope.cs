using Trama.Jobs;
using Trama.Jobs.Compare;

namespace Trama.Cli.Rendering.Json;

/// <summary>What --json carries for `compare`; docs/schema/compare.schema.json describes it. Keys only ever get added, absent is null.</summary>
internal sealed record CompareEnvelope(
    int V, string Type, MachineJson Machine, int Seed, int Rounds, double TookS, MeasuresJson Measures, IReadOnlyList<NoticeJson> Notices,
    IReadOnlyList<WorkloadJson> Workloads, IReadOnlyList<SummaryJson> Summary);

internal sealed record MachineJson(
    string Os, string Architecture, string? Cpu, int Cores, long MemoryBytes, string Runtime, string Version);

/// <summary>How the figures were taken, by stable names.</summary>
internal sealed record MeasuresJson(string WallS, string CpuS, string PeakBytes, string ContextSwitches);

/// <summary>A coded statement with the English sentence it stands for; the language of the user never shows in JSON.</summary>
internal sealed record NoticeJson(string Code, string Text, IReadOnlyDictionary<string, object> Details);

internal sealed record WorkloadJson(
    string Workload, int Items, NoticeJson Input, string? Baseline, IReadOnlyList<ModelJson> Models, RecommendationJson Recommendation,
    IReadOnlyList<NoticeJson> Remarks);

internal sealed record ModelJson(
    string Model, string Status, string? Reason, string? ReasonCode, IReadOnlyDictionary<string, object>? ReasonDetails, int? Workers,
    int? InFlight, SpreadJson? WallS, SpreadJson? RatioToBest, double? CpuS, long? PeakBytes, long? ContextSwitches, double? StartupS,
    double? CallUs, double? ItemsPerS, double? Speedup, string? Checksum, IReadOnlyList<RoundJson> Rounds,
    ConnectionsJson? Connections, IReadOnlyList<VariantJson> Variants);

/// <summary>Another form of a model, measured beside it.</summary>
internal sealed record VariantJson(
    string Variant, SpreadJson WallS, double CpuS, ConnectionsJson? Connections, IReadOnlyList<RoundJson> Rounds);

internal sealed record ConnectionsJson(
    int Held, double RoundTripsPerS, double? CpuUs, int RatePerS, double P50S, double P99S, double? UserBytesEach, double? KernelBytesEach);

internal sealed record SpreadJson(double Median, double? Low, double? High, IReadOnlyList<double> Runs);

internal sealed record RoundJson(
    int Round, int Order, double WallS, double CpuS, long PeakBytes, long? VoluntarySwitches, long? InvoluntarySwitches, double StartupS,
    double CallUs, ConnectionsJson? Connections);

internal sealed record RecommendationJson(
    string? Model, bool Clear, double? MarginPct, string? Reason, string? ReasonCode, IReadOnlyDictionary<string, object>? ReasonDetails);

internal sealed record SummaryJson(
    string Model, IReadOnlyList<string> BestAt, IReadOnlyList<string> ReachesBestAt, double? MeanSpeedup, double? TopSpeedup,
    string? TopSpeedupAt, double? CpuRatio, double? CpuS, long? PeakBytes, double? CallUs, double? StartupS);
