using Trama.Soak.Ledger;

namespace Trama.Soak;

/// <summary>A kind of pool that is soaked.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Options">Its settings.</param>
internal sealed record Shape(string Name, ProcessExecutorOptions Options)
{
    public const string PoolName = "soak";

    private const long MiB = 1 << 20;

    // Restarts without end: a worker that is killed by SIGTERM while it is idle looks to the pool as if it had ended by its own doing.
    private static readonly ProcessExecutorOptions Common = new()
    {
        Name = PoolName,
        Workers = 3,
        Grace = TimeSpan.FromMilliseconds(50),
        HeartbeatTimeout = TimeSpan.FromSeconds(3),
        HardMemoryLimit = 200 * MiB,
        MaxRestarts = int.MaxValue,
        Output = WorkerOutputMode.EventsOnly,
        Initializer = Witness.Prepare,
    };

    /// <summary>They take turns.</summary>
    public static IReadOnlyList<Shape> All { get; } =
    [
        new("rings", Common),
        new("rings, spares", Common with { Workers = 2, Spares = 2, Grace = TimeSpan.Zero, IdleTimeout = TimeSpan.FromSeconds(2) }),
        new("socket", Common with { UseSocket = true }),
        new("rings, recycling", Common with { Spares = 1, MaxCallsPerWorker = 50, SoftMemoryLimit = 120 * MiB }) { HasPriorities = true },
    ];

    /// <summary>Whether some calls are more urgent than others: from the first one on nothing is sent ahead of its turn.</summary>
    public bool HasPriorities { get; init; }

    public static Shape OfVictim(string channel) => All[channel == "socket" ? 2 : 0];
}
