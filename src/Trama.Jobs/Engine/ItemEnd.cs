namespace Trama.Jobs.Engine;

/// <summary>How one item ended; told once for every item that ended in this run.</summary>
/// <param name="Item">Null for an item that was refused in planning: it has a <paramref name="Key"/> only.</param>
/// <param name="Key">The item's key.</param>
/// <param name="Place">Its place in the plan, from 0; below 0 for a refused one.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Result">What the function returned, now or (when skipped) in an earlier run; meaningless when failed.</param>
/// <param name="Error">Why it failed; null otherwise.</param>
/// <param name="Attempts">How often it was begun in this run.</param>
internal sealed record ItemEnd<TInput, TResult>(
    JobItem<TInput>? Item, string Key, int Place, ItemStatus Status, TResult? Result, JobException? Error, int Attempts);
