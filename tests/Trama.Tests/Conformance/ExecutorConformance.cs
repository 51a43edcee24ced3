namespace Trama.Tests.Conformance;

/// <summary>
/// What every executor must do, whatever its model. A test's comment names the item of the list of behaviours it covers.
/// </summary>
public abstract partial class ExecutorConformance
{
    /// <summary>An executor of the model with one worker, where the model has workers to count.</summary>
    protected Executor CreateSmall() => Create(workers: 1);

    /// <summary>An executor of the model under test.</summary>
    /// <param name="workers">How many calls it may run at once; a model that has no such number ignores it.</param>
    protected abstract Executor Create(int workers = 2);

    protected static async Task<List<T>> ToListAsync<T>(IAsyncEnumerable<T> items)
    {
        var all = new List<T>();
        await foreach (T item in items)
            all.Add(item);
        return all;
    }
}
