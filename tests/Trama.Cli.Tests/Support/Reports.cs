using Trama.Jobs;
using Trama.Jobs.Compare;
using Trama.Jobs.Connections;

namespace Trama.Cli.Tests.Support;

/// <summary>A whole report made by hand: every status, every verdict's shape, values of every size.</summary>
internal static class Reports
{
    public static CompareReport Whole { get; } = new()
    {
        Machine = new MachineInfo("Debian GNU/Linux 12", "x64", "Some CPU @ 2.5 GHz", 2, 8_000_000_000, ".NET 10.0.0", "0.1.0"),
        Seed = 12345,
        Rounds = 7,
        TookSeconds = 101.4,
        Notices = [Notices.Create(Notices.FewRounds, ("rounds", 3), ("needed", 6))],
        Workloads = [Sleep, Files, Connections, Method],
        Summary =
        [
            Summary("inline", [], ["method"], 1, 1),
            Summary("async", ["sleep"], [], 12.4, 1.1),
            Summary("threads", ["files"], ["sleep"], 6.02, 1.3),
            Summary("gil", [], [], 3.5, 1.2),
            Summary("processes", [], ["files"], 5.87, 2.41),
        ],
    };

    private static WorkloadReport Sleep => new()
    {
        Workload = "sleep",
        Items = 2000,
        Input = Notices.Create(Notices.SleepInput, ("items", 2000), ("lowMs", 1), ("highMs", 20), ("totalMs", 21000)),
        Baseline = "inline",
        Models =
        [
            Ok("inline", 1, 1, 21.034, 1, 0.0421), Ok("async", 1, 2000, 0.0316, 665, 0.0834), Ok("threads", 32, 32, 0.681, 30.9, 0.151),
            Ok("gil", 32, 32, 0.702, 29.96, 0.21), Ok("processes", 8, 8, 2.71, 7.76, 1.02),
        ],
        Recommendation = new("async", true, 2055.1, Notices.Create(Notices.Fastest, ("model", "async"), ("next", "threads"), ("marginPct", 2055.1))),
    };

    private static WorkloadReport Files => new()
    {
        Workload = "files",
        Items = 3412,
        Input = Notices.Create(Notices.FilesInput, ("items", 3412), ("bytes", 512_345_678L), ("path", "/usr/share/dotnet")),
        Baseline = "inline",
        Models =
        [
            Ok("inline", 1, 1, 1.81, 1, 1.8), Ok("async", 1, 64, 1.79, 1.01, 1.83), Ok("threads", 2, 2, 0.98, 1.85, 1.86),
            Failed("gil", Notices.Create(Notices.RoundDied, ("model", "gil"), ("exitCode", 134), ("tail", "Unhandled exception."))),
            Ok("processes", 2, 2, 0.99, 1.83, 1.93),
        ],
        Recommendation = new("threads", true, 82.7, Notices.Create(
            Notices.CheapestOfEquals, ("model", "threads"), ("best", "threads"), ("equals", (string[])["threads", "processes"]), ("next", "async"),
            ("marginPct", 82.7))),
    };

    private static WorkloadReport Connections => new()
    {
        Workload = "connections",
        Items = 30_000,
        Input = Notices.Create(
            Notices.ConnectionsInput, ("connections", 10_000), ("items", 30_000), ("rate", 5_000), ("seconds", 2), ("size", 64)),
        Baseline = "threads",
        Models =
        [
            LeftOut("inline", Notices.Create(Notices.OneConnectionAtATime)),
            Ok("async", 1, 10_000, 0.331, 2.1, 0.31) with
            {
                Connections = Held(10_000, 90_634),
                Variants =
                [
                    new VariantReport
                    {
                        Variant = "runtime-io", Wall = new Spread(0.49, null, null, [0.49]), CpuSeconds = 0.48, Connections = Held(10_000, 61_224),
                        Rounds = [],
                    },
                ],
            },
            Ok("threads", 1000, 1000, 0.695, 1, 0.72) with { Connections = Held(1000, 43_165) },
            Failed("gil", Notices.Create(Notices.RoundDied, ("model", "gil"), ("exitCode", 134), ("tail", "Unhandled exception."))),
            Ok("processes", 2, 10_000, 0.35, 1.98, 0.36) with { Connections = Held(10_000, 85_714) with { UserBytesEach = null, KernelBytesEach = null } },
        ],
        Remarks = [Notices.Create(Notices.ThreadsCapped, ("most", 1000), ("mostLocked", 100))],
        Recommendation = new("async", true, 47.7, Notices.Create(Notices.Fastest, ("model", "async"), ("next", "processes"), ("marginPct", 47.7))),
    };

    private static ConnectionsMeasure Held(int held, double trips) => new()
    {
        Held = held,
        RoundTripsPerSecond = trips,
        CpuMicroseconds = 10.4,
        RatePerSecond = 5_000,
        P50Seconds = 0.000234,
        P99Seconds = 0.00178,
        UserBytesEach = 6091,
        KernelBytesEach = 3932,
    };

    private static WorkloadReport Method => new()
    {
        Workload = "method",
        Items = 12,
        Input = Notices.Create(Notices.MethodInput, ("method", "My.App.Parse"), ("items", 12), ("path", "lines.txt")),
        Baseline = "inline",
        Models =
        [
            Ok("inline", 1, 1, 0.00512, 1, 0.005),
            LeftOut("async", Notices.Create(Notices.MethodNeverAwaits, ("method", "My.App.Parse"))),
            Ok("threads", 2, 2, 0.00489, 1.05, 0.006),
            LeftOut("gil", Notices.Create(Notices.MethodTakesNoLock, ("method", "My.App.Parse"))),
            Ok("processes", 2, 2, 0.0051, 1, 0.31) with { Wall = new Spread(0.0051, null, null, [0.0051]), ContextSwitches = null },
        ],
        Recommendation = new("inline", false, null, Notices.Create(
            Notices.NoDifference, ("model", "inline"), ("equals", (string[])["inline", "threads", "processes"]))),
    };

    private static ModelReport Ok(string model, int workers, int inFlight, double wall, double speedup, double cpu) => new()
    {
        Model = model,
        Status = ModelStatus.Ok,
        Workers = workers,
        InFlight = inFlight,
        Wall = new Spread(wall, wall * 0.97, wall * 1.04, [wall, wall * 0.97, wall * 1.04]),
        Ratio = new Spread(1.2, 1.1, 1.3, [1.2, 1.1, 1.3]),
        CpuSeconds = cpu,
        PeakBytes = workers * 40_000_000L,
        ContextSwitches = workers * 1234L,
        StartupSeconds = workers * 0.0213,
        CallMicroseconds = workers * 1.7,
        ItemsPerSecond = 2000 / wall,
        Speedup = speedup,
        Checksum = new string('a', 64),
        Rounds = [new RoundMeasure
        {
            Round = 1, Order = 2, WallSeconds = wall, CpuSeconds = cpu, PeakBytes = 40_000_000, VoluntarySwitches = 12, InvoluntarySwitches = null,
            StartupSeconds = 0.02, CallMicroseconds = 1.7,
        }],
    };

    private static ModelReport Failed(string model, Notice why) => new() { Model = model, Status = ModelStatus.Failed, Reason = why };

    private static ModelReport LeftOut(string model, Notice why) => new() { Model = model, Status = ModelStatus.LeftOut, Reason = why };

    private static ModelSummary Summary(string model, string[] best, string[] reaches, double speedup, double cpu) => new()
    {
        Model = model,
        BestAt = best,
        ReachesBestAt = [.. best, .. reaches],
        MeanSpeedup = speedup,
        TopSpeedup = speedup * 2,
        TopSpeedupAt = "sleep",
        CpuRatio = cpu,
        CpuSeconds = cpu * 1.85,
        PeakBytes = 120_000_000,
        CallMicroseconds = 12.3,
        StartupSeconds = 0.05,
    };
}
