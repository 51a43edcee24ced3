namespace Trama.Jobs.Engine;

/// <summary>One thing to do, as a planner lists it.</summary>
internal sealed record JobItem<TInput>
{
    /// <summary>Names the item for people and in the journal: unique within the job and the same in every run, as a path is.</summary>
    public required string Key { get; init; }

    /// <summary>What the function gets.</summary>
    public required TInput Input { get; init; }

    /// <summary>
    /// The state that the input was planned in (<see cref="Files.FileState.Identity"/>): an item that was done in another is done again. Null: it can't be
    /// told, so it is done in every run.
    /// </summary>
    public string? Identity { get; init; }

    /// <summary>The file that the function makes (through <see cref="Outputs.OutputFile"/>), as a full path; null when it makes none.</summary>
    public string? Output { get; init; }

    /// <summary>
    /// The file that <see cref="Output"/> is made from, as a full path: what is made from another is not replaced. Null: from none.
    /// </summary>
    public string? Source { get; init; }

    /// <summary>How much of the whole it is, for progress and time left: bytes, or 1. At least 0.</summary>
    public long Weight { get; init; } = 1;

    /// <summary>
    /// How long it takes beside others, in any unit: what <see cref="Job{TInput, TResult}.LongestFirst"/> goes by. Default: the weight.
    /// </summary>
    public long Effort
    {
        get => field > 0 ? field : Weight;
        init;
    }
}
