using Trama.Jobs.Compare;
using Trama.Jobs.Compare.Rounds;

namespace Trama.Jobs.Workloads;

/// <summary>
/// What <c>compare</c> runs: inputs, a function, results that a checksum can hold together. Planned once in the command's own process,
/// mapped in each round's.
/// </summary>
internal abstract class Workload
{
    /// <summary>One of <see cref="WorkloadNames"/>.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// Whether the items mostly wait: then more workers than cores pay off, and threads get them unless the user says otherwise.
    /// </summary>
    public abstract bool Waits { get; }

    /// <summary>Checks the inputs, or makes the default ones.</summary>
    /// <exception cref="JobException">An input can't be used.</exception>
    public abstract Task<PlannedWork> PlanAsync(WorkRequest request, CancellationToken cancellationToken);

    /// <summary>How many workers <paramref name="model"/> gets, and how much it may hold at once.</summary>
    public virtual ModelSizes SizesOf(string model, PlannedWork work, int? asked, int cores)
        => ModelSizes.Of(model, Waits, work.Count, asked, cores);

    /// <summary>Other forms of a model that are measured beside it in every round; they are shown, and not judged.</summary>
    public virtual IReadOnlyList<string> VariantsOf(string model) => [];

    /// <summary>One round of one model, in a process of its own. Unless a workload has another way, the items are mapped.</summary>
    public virtual Task<RoundResult> RunRoundAsync(RoundSpec spec, CancellationToken cancellationToken)
        => CompareRound.MapAsync(this, spec, cancellationToken);

    /// <summary>
    /// Maps <paramref name="items"/> through <paramref name="executor"/> in input order. The function is the same under every model but
    /// where a model has a natural form of waiting; every model returns the same texts.
    /// </summary>
    /// <param name="executor">Where the calls run.</param>
    /// <param name="model">One of <see cref="ModelNames"/>; decides the form of waiting.</param>
    /// <param name="items">Items in the form <see cref="PlanAsync"/> gave them.</param>
    /// <param name="options">Bounds what is in flight.</param>
    /// <param name="cancellationToken">Cancels what has not ended.</param>
    public abstract IAsyncEnumerable<string> Map(
        Executor executor, string model, IReadOnlyList<string> items, MapOptions options, CancellationToken cancellationToken);
}
