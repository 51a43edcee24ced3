using System.Text.Json.Serialization.Metadata;
using Trama.Jobs.Compare;

namespace Trama.Jobs.Engine;

/// <summary>
/// A job: a planner that lists items, and a function that does one. Everything else (retries, timeout, journal, locks, progress, stopping)
/// is the engine's. An instance is used by one run at a time.
/// </summary>
/// <typeparam name="TInput">What the function needs to do one item; a type that can cross to a worker process.</typeparam>
/// <typeparam name="TResult">What the function says of a finished item; it crosses back, and is kept in the journal as JSON.</typeparam>
internal abstract class Job<TInput, TResult>
{
    /// <summary>One lower-case word: the command's name, the journal's, and the <c>type</c> in JSON.</summary>
    public abstract string Name { get; }

    /// <summary>The model when the user names none: one of <c>inline</c>, <c>async</c>, <c>threads</c>, <c>processes</c>.</summary>
    public virtual string DefaultModel => ModelNames.Threads;

    /// <summary>
    /// Whatever decides a result besides an item's own input (a chain of filters, an algorithm), as text. An item that was done with other
    /// settings counts as not done.
    /// </summary>
    public virtual string Settings => "";

    /// <summary>Whether <see cref="JobItem{TInput}.Weight"/> counts bytes, so that the rate is shown as such.</summary>
    public virtual bool WeighsBytes => false;

    /// <summary>
    /// Whether items are begun with those that take longest, so that no worker is left with such a one when the others have nothing more to do
    /// (Graham's longest processing time first, 1969). Default: in the plan's order.
    /// </summary>
    public virtual bool LongestFirst => false;

    /// <summary>How a result is written to the journal and to JSON lines: from a generated context, with snake_case names.</summary>
    public abstract JsonTypeInfo<TResult> ResultJson { get; }

    /// <summary>Refuses a request that can't be met, as far as that is soon known: before a journal or anything else is made.</summary>
    /// <exception cref="JobException">The request can't be met at all.</exception>
    public virtual void Check()
    {
    }

    /// <summary>Lists everything there is to do. Writes nothing: <c>--dry-run</c> calls it too.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="JobException">The request can't be met at all; what concerns one item goes to <see cref="JobPlan{TInput}.Refused"/>.</exception>
    public abstract Task<JobPlan<TInput>> PlanAsync(CancellationToken cancellationToken);

    /// <summary>
    /// One line: <c>executor.MapResultsAsync(inputs, Functions.DoOne, options, cancellationToken)</c> with a static function, or its
    /// asynchronous form where <paramref name="model"/> is <c>async</c>. The function throws a <see cref="JobException"/> for what it can
    /// name; anything else it throws is reported by type and message. It should watch its token.
    /// </summary>
    /// <param name="executor">Where the calls run; carries the timeout.</param>
    /// <param name="model">One of <see cref="ModelNames"/>.</param>
    /// <param name="inputs">The inputs, as the engine lets them go.</param>
    /// <param name="options">Order and window: the engine's business, to be passed on.</param>
    /// <param name="cancellationToken">Cancels what runs; to be passed on.</param>
    public abstract IAsyncEnumerable<CallResult<TResult>> Map(
        Executor executor, string model, IAsyncEnumerable<TInput> inputs, MapOptions options, CancellationToken cancellationToken);

    /// <summary>How many items a call takes. Default: one; then <see cref="Map"/> is what counts, else <see cref="MapBatches"/>.</summary>
    public virtual JobBatch Batch => JobBatch.None;

    /// <summary>As <see cref="Map"/>, for a job whose calls take many items; its function is one line over <see cref="JobBatch.Run"/>.</summary>
    public virtual IAsyncEnumerable<CallResult<ItemOutcome<TResult>[]>> MapBatches(
        Executor executor, string model, IAsyncEnumerable<TInput[]> inputs, MapOptions options, CancellationToken cancellationToken)
        => throw new NotSupportedException($"{GetType().Name} says that it takes batches, and has no function for them.");

    /// <summary>Whether a failed item may succeed when it is simply tried again. Default: only after its worker died.</summary>
    /// <param name="error">Why it failed.</param>
    public virtual bool MayPass(JobException error) => error.Id == JobErrors.ItemCrashedId;

    /// <summary>
    /// Whether an item's failure shows that the request can't be met at all: the run ends with it, and no item counts as failed. Default:
    /// never.
    /// </summary>
    /// <param name="error">Why it failed.</param>
    public virtual bool IsOfAll(JobException error) => false;

    /// <summary>
    /// The state that the input was in when it was read, where the function can tell better than the planner, who looked earlier.
    /// Default: the planner's.
    /// </summary>
    public virtual string? IdentityOf(JobItem<TInput> item, TResult result) => item.Identity;

    /// <summary>How many workers <paramref name="model"/> has when the user does not say. Default: one per core.</summary>
    public virtual int DefaultWorkers(string model) => Environment.ProcessorCount;

    /// <summary>
    /// How many items are with the executor at once, from 1 up: those that run and those that wait for a worker to be free. Default: twice
    /// the workers, four times where they are threads; under async the workers, which there are calls at once.
    /// </summary>
    public virtual int Window(string model, int workers) => model switch
    {
        ModelNames.Inline => 1,
        ModelNames.Async => workers,
        ModelNames.Threads => 4 * workers,
        _ => 2 * workers,
    };

    /// <summary>Settings of worker processes, where the job needs some of its own (environment, memory, calls per worker).</summary>
    public virtual ProcessExecutorOptions Configure(ProcessExecutorOptions options) => options;
}
