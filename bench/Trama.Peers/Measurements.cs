namespace Trama.Peers;

/// <summary>Everything that is measured, in the table's order.</summary>
internal static class Measurements
{
    private static readonly string[] Pools = ["cpython", "mp_pool", "loky", "workerpool"];
    private static readonly string[] PoolsAndTask = [.. Pools, "task_run"];

    public static IReadOnlyList<Measurement> All { get; } =
    [
        new("call.roundtrip", Rounds: 11, PoolsAndTask,
            new("call.roundtrip.p50", "us", "<= 10, >= 40 x faster than cpython, >= 20 x than the best pool, within 3 x of task_run",
                values => values.Trama <= 10 && values.Faster(40, values.Peers.GetValueOrDefault("cpython"))
                    && values.Faster(20, values.BestPool) && values.Within(3, "task_run")),
            new("call.roundtrip.p99", "us", Target: null, static _ => true)),
        new("call.awaited", Rounds: 11, ["task_run"],
            new("call.awaited.p50", "us", "<= 10", static values => values.Trama <= 10),
            new("call.awaited.p99", "us", Target: null, static _ => true)),
        new("call.batch", Rounds: 7, PoolsAndTask,
            new Figure("call.batch", "us", "<= 1, >= 150 x faster than the best pool",
                static values => values.Trama <= 1 && values.Faster(150, values.BestPool))),
        new("map.item", Rounds: 7, [.. Pools, "parallel_foreach"],
            new Figure("map.item", "us", "<= 0.3, at least as fast as mp_pool",
                static values => values.Trama <= 0.3 && values.Within(1, "mp_pool"))),
        new("payload.memory", Rounds: 7, Pools,
            new Figure("payload.memory.64MiB", "GB/s", ">= 4, >= 12 x cpython",
                static values => values.Trama >= 4 && values.Above(12, "cpython"))
            { Better = "higher" }),
        new("payload.array", Rounds: 7, Pools,
            new Figure("payload.array.64MiB", "GB/s", ">= 2.5, >= 12 x cpython",
                static values => values.Trama >= 2.5 && values.Above(12, "cpython"))
            { Better = "higher" }),
        new("payload.result", Rounds: 7, Pools, new Figure("payload.result.64MiB", "GB/s", Target: null, static _ => true) { Better = "higher" }),
        new("sharedarray.handover", Rounds: 9, ["cpython", "mp_pool", "loky"],
            new Figure("sharedarray.handover.1MiB", "us", "<= 20", static values => values.Trama <= 20),
            new Figure("sharedarray.handover.1GiB", "us", "<= 20", static values => values.Trama <= 20)),
        new("pool.cold", Rounds: 9, Pools, new Figure("pool.cold", "ms", "<= 120", static values => values.Trama <= 120)),
        new("worker.idle", Rounds: 3, Pools, new Figure("worker.idle", "MB", "<= 16", static values => values.Trama <= 16))
        {
            Taken = Taken.AsMemory,
        },
        new("worker.replace", Rounds: 9, Pools, new Figure("worker.replace", "ms", "<= 120", static values => values.Trama <= 120)),
        new("worker.replace.spare", Rounds: 21, [],
            new Figure("worker.replace.spare", "ms", "<= 5", static values => values.Trama <= 5)),
        new("scale.cpu2", Rounds: 7, PoolsAndTask,
            new Figure("scale.cpu2", "x", ">= 1.9", static values => values.Trama >= 1.9) { Better = "higher" }),
        new("hash.small", Rounds: 9, ["sha256sum"],
            new Figure("hash.small", "ms", "at least as fast as sha256sum under xargs -P", static values => values.Within(1, "sha256sum"))),
        new("hash.large", Rounds: 7, ["sha256sum"],
            new Figure("hash.large", "ms", "at least as fast as sha256sum under xargs -P", static values => values.Within(1, "sha256sum"))),
        new("photos.blur", Rounds: 7, ["vips", "pillow"],
            new Figure("photos.blur", "1/s", ">= 1.3 x vips under xargs -P, >= 2 x Pillow with multiprocessing",
                static values => values.Above(1.3, "vips") && values.Above(2, "pillow"))
            { Better = "higher" }),
        new("photos.memory", Rounds: 1, [],
            new Figure("photos.memory", "MB", Target: null, static _ => true),
            new Figure("photos.memory.growth", "MB", "flat over 2,000 photos: <= 10", static values => values.Trama <= 10))
        {
            Patience = TimeSpan.FromMinutes(10),
        },
        new("connections", Rounds: 5, ["trama_runtime", "trama_inline", "asyncio", "uvloop", "uvloop_protocol"],
            new Figure("connections.held", "", "10000", static values => values.Trama >= 10_000) { Better = "higher" },
            new Figure("connections.trips", "1/s", ">= 2 x asyncio; the mark to pass: uvloop",
                static values => values.Above(2, "asyncio") && values.Above(1, "uvloop"))
            { Better = "higher" },
            new Figure("connections.cpu", "us", Target: null, static _ => true),
            new Figure("connections.p50", "us", Target: null, static _ => true),
            new Figure("connections.p99", "us", Target: null, static _ => true),
            new Figure("connections.memory", "KB", "<= 10", static values => values.Trama <= 10),
            new Figure("connections.kernel", "KB", Target: null, static _ => true)),
        new("idle.cpu", Rounds: 1, Pools,
            // 0.0 as it is printed: what the runtime's own housekeeping takes is far below that.
            new Figure("idle.cpu", "%", "0.0", static values => values.Trama < 0.05))
        {
            Taken = Taken.AsProcessorTime,
        },
    ];
}
