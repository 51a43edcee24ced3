namespace Trama.Jobs.Engine.Running;

/// <summary>An item about to be begun, or under way.</summary>
/// <param name="Item">What to do.</param>
/// <param name="Place">Its place in the plan.</param>
/// <param name="Attempt">Counts from 1.</param>
/// <param name="Limit">How many were allowed to be under way when it was begun.</param>
internal sealed record Try<TInput>(JobItem<TInput> Item, int Place, int Attempt = 1, int Limit = 0);
