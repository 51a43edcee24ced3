namespace Trama.Jobs.Compare;

/// <summary>
/// What <see cref="CompareEngine"/> tells while it runs, one after the other, never two at a time (implement <see cref="IProgress{T}"/>
/// yourself: <see cref="Progress{T}"/> would reorder them). A report must be quick: the next round waits for it, though no measurement
/// is under way while it runs.
/// </summary>
internal abstract record CompareProgress
{
    private CompareProgress()
    {
    }

    /// <summary>Everything was checked; this many rounds (child processes) are to be run in all.</summary>
    internal sealed record Started(IReadOnlyList<string> Workloads, IReadOnlyList<string> Models, int Rounds, int TotalRounds) : CompareProgress;

    /// <summary>Something the user should know before the result, such as too few rounds.</summary>
    internal sealed record Warned(Notice Notice) : CompareProgress;

    /// <summary>The inputs of a workload are ready.</summary>
    internal sealed record WorkloadStarted(string Workload, int Items, Notice Input) : CompareProgress;

    /// <summary>A model does not fit and is not run; told once per workload.</summary>
    internal sealed record ModelLeftOut(string Workload, string Model, Notice Reason) : CompareProgress;

    /// <summary>A child process is about to run one round (1-based) of one model. <paramref name="Done"/> of <paramref name="Total"/> are behind.</summary>
    internal sealed record RoundStarted(string Workload, int Round, string Model, int Done, int Total) : CompareProgress;

    /// <summary>That round ended well, in <paramref name="WallSeconds"/> measured.</summary>
    internal sealed record RoundEnded(string Workload, int Round, string Model, double WallSeconds, int Done, int Total) : CompareProgress;

    /// <summary>That round failed; the model is not run again and <paramref name="Done"/> skips its remaining rounds.</summary>
    internal sealed record ModelFailed(string Workload, int Round, string Model, Notice Reason, int Done, int Total) : CompareProgress;

    /// <summary>All rounds of a workload are done.</summary>
    internal sealed record WorkloadEnded(WorkloadReport Report) : CompareProgress;
}
