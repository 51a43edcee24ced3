namespace Trama.Jobs.Compare;

/// <summary>
/// What to compare. Immutable; <see cref="CompareEngine.RunAsync"/> checks all of it before anything is started and throws
/// <see cref="JobException"/> for what can't be met. Names are exact (ordinal, lower case).
/// </summary>
internal sealed record ComparePlan
{
    /// <summary>The fewest rounds that can be asked for.</summary>
    public const int MinRounds = 1;

    /// <summary>The most rounds that can be asked for.</summary>
    public const int MaxRounds = 1000;

    /// <summary>The most workers that can be asked for.</summary>
    public const int MaxWorkers = 512;

    /// <summary>The most connections that can be asked for; a machine's own limits are lower.</summary>
    public const int MaxConnections = 1_000_000;

    /// <summary>The highest rate that can be asked for, round trips a second.</summary>
    public const int MaxRate = 1_000_000;

    /// <summary>The longest that one URL can be given, in seconds.</summary>
    public const int MaxFetchSeconds = 3600;

    /// <summary>Workloads by name, in order; default: <see cref="WorkloadNames.Default"/>. Ignored (and must be empty) with <see cref="Method"/>.</summary>
    public IReadOnlyList<string> Workloads { get; init; } = [];

    /// <summary>
    /// Inputs of the one workload named; empty for its defaults. sleep: whole milliseconds. compute: a limit or FROM-TO. files: folders and
    /// files. fetch: URLs and files of URLs (one a line, <c>#</c> starts a comment).
    /// </summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Models by name; default: <see cref="ModelNames.All"/>. Reported in the order of <see cref="ModelNames.All"/>.</summary>
    public IReadOnlyList<string> Models { get; init; } = ModelNames.All;

    /// <summary>
    /// Workers of threads, gil and processes alike, 1 to <see cref="MaxWorkers"/>. Null: one per core for work that computes or reads;
    /// more for work that waits (the report states each model's number).
    /// </summary>
    public int? Workers { get; init; }

    /// <summary>Rounds of every model, 1 to <see cref="MaxRounds"/>; default 7. Below 6 there is no 95 % interval and a notice says so.</summary>
    public int Rounds { get; init; } = 7;

    /// <summary>Fixes the order of models within each round and the default inputs; default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>A method of the user's own instead of the workloads.</summary>
    public UserMethodPlan? Method { get; init; }

    /// <summary>How long one round of one model may take before it is killed and the model counts as failed; default 10 minutes.</summary>
    public TimeSpan RoundTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long one URL may take, body included, up to <see cref="MaxFetchSeconds"/>; default 10 seconds.</summary>
    public TimeSpan FetchTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How many connections the workload connections opens, 1 to <see cref="MaxConnections"/> and what the machine allows; null for 10,000,
    /// or fewer where it does not allow those.
    /// </summary>
    public int? Connections { get; init; }

    /// <summary>The round trips a second at which it takes latencies, 1 to <see cref="MaxRate"/>; null for 5,000.</summary>
    public int? Rate { get; init; }
}
