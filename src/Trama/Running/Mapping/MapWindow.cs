namespace Trama.Running.Mapping;

/// <summary>The items of a map that were pulled and not yet given to the consumer.</summary>
internal abstract class MapWindow<TResult>
{
    /// <summary>How many items it holds, finished ones included.</summary>
    public int Count { get; protected set; }

    /// <summary>Takes the next item to give to the consumer. False when it is not ready yet.</summary>
    public bool TryTake(out CallResult<TResult> result)
    {
        if (!TryTakeCore(out result))
            return false;
        Count--;
        return true;
    }

    /// <summary>Completes once <see cref="TryTake"/> would succeed. Not to be called on an empty window: nothing would end the wait.</summary>
    public abstract Task WaitAsync();

    /// <summary>Waits until every item has ended, and forgets them. What they threw counts as seen: nobody is left to look at it.</summary>
    public virtual async Task DrainAsync()
    {
        while (Count > 0)
        {
            await WaitAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            TryTake(out _);
        }
    }

    protected abstract bool TryTakeCore(out CallResult<TResult> result);
}
