namespace Trama.Soak;

/// <summary>What a soak is asked to do.</summary>
internal sealed record SoakSettings
{
    /// <summary>How many workers are killed, in one way or another.</summary>
    public int Kills { get; init; } = 10_000;

    /// <summary>The time over which the kills are spread; on a machine that can't restart workers so fast it takes longer.</summary>
    public double Minutes { get; init; } = 10;

    /// <summary>
    /// How many pools the kills are spread over, one after the other. Four times as many as there are kinds of pools, so that the quarters
    /// whose memory is held against each other have the same kinds in them: over the socket large values are copied on the heap.
    /// </summary>
    public int Rounds { get; init; } = 16;

    /// <summary>How often a program with a pool under load is killed.</summary>
    public int Parents { get; init; } = 200;

    /// <summary>Decides who does what when, as far as the machine's own timing lets it.</summary>
    public int Seed { get; init; }

    /// <summary>After how long a call that has not ended counts as lost.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What the soak does wrong on purpose, to show that it would be noticed. Null: nothing.</summary>
    public string? Sabotage { get; init; }

    /// <summary>Where the data goes: a file, <c>-</c> for standard output, or null for nowhere.</summary>
    public string? Json { get; init; }

    public string Command => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"bench/run soak --seed {Seed} --kills {Kills} --minutes {Minutes} --rounds {Rounds} --parents {Parents}");
}
