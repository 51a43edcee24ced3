namespace Trama.Peers;

/// <summary>How the figure of a round comes to be.</summary>
internal enum Taken
{
    /// <summary>The side measures itself and answers with the values.</summary>
    ByTheSide,

    /// <summary>The side answers with process ids; their proportional share of memory is read from outside, in MB.</summary>
    AsMemory,

    /// <summary>The side answers when it is idle; the processor time that it and its workers then use is read, in percent.</summary>
    AsProcessorTime,
}

/// <summary>One measurement: the same thing asked of every side, round by round in turn. It gives one row or more.</summary>
/// <param name="Name">What sides know it by.</param>
/// <param name="Rounds">How often each side is asked; the medians count.</param>
/// <param name="Peers">Who is measured beside Trama, in the table's order.</param>
/// <param name="Figures">The rows, in the order of a side's values.</param>
internal sealed record Measurement(string Name, int Rounds, IReadOnlyList<string> Peers, params Figure[] Figures)
{
    public Taken Taken { get; init; }

    /// <summary>How long a side may take to answer: to be ready, and for each round.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Whether a name given by a person, or the beginning of one, means this.</summary>
    public bool Answers(string name) =>
        Name.StartsWith(name, StringComparison.Ordinal) || Figures.Any(figure => figure.Name.StartsWith(name, StringComparison.Ordinal));
}

/// <summary>One row of a measurement.</summary>
/// <param name="Name">Its stable name.</param>
/// <param name="Unit">Of all its values.</param>
/// <param name="Target">What is asked of Trama, in words; null when nothing is.</param>
/// <param name="Met">The same as code; asked only when Trama's value is there. A missing peer is no reason to fail.</param>
internal sealed record Figure(string Name, string Unit, string? Target, Func<Values, bool> Met)
{
    public string Better { get; init; } = "lower";
}

/// <summary>The medians of one row.</summary>
internal sealed record Values(double Trama, IReadOnlyDictionary<string, double?> Peers)
{
    private static readonly string[] Pools = ["cpython", "mp_pool", "loky", "workerpool"];

    /// <summary>The best process pool among the peers, where lower is better; null when none was measured.</summary>
    public double? BestPool => Pools.Select(pool => Peers.GetValueOrDefault(pool)).Min();

    /// <summary>Whether Trama takes at most so many times as long as a peer.</summary>
    public bool Within(double times, string peer) => !(Trama > times * Peers.GetValueOrDefault(peer));

    /// <summary>Where higher is better: whether Trama has at least so many times a peer's value.</summary>
    public bool Above(double times, string peer) => !(Trama < times * Peers.GetValueOrDefault(peer));

    /// <summary>Whether Trama takes less time by this factor.</summary>
    public bool Faster(double times, double? peer) => !(Trama * times > peer);
}
