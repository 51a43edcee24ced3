namespace Trama;

/// <summary>The options of <c>MapAsync</c> and <c>MapResultsAsync</c>.</summary>
public sealed record MapOptions
{
    /// <summary>Whether results come in the order of the inputs. Default true; false gives them as they finish.</summary>
    public bool Ordered { get; init; } = true;

    /// <summary>
    /// How many items may be pulled from the source and not yet given to the consumer. Items, not chunks; from 1 up; default null:
    /// four for each worker, at most 256 on an event loop, 1 inline. Worker processes take items many at a time, and there it is four chunks
    /// for each worker: about four milliseconds' work, at most 16,384 items a worker. Where a bounded queue rejects, the map keeps within what
    /// it admits, and an item is refused only when others have filled the queue.
    /// </summary>
    public int? MaxInFlight { get; init; }

    /// <summary>
    /// How many items go to a worker at one go. From 1 up; default null: 1, and for worker processes about a millisecond's work,
    /// measured as the map runs. A chunk never exceeds the window
    /// (<see cref="MaxInFlight"/>) divided by the workers, and goes at once when the source has no item ready.
    /// </summary>
    public int? ChunkSize { get; init; }

    /// <summary>
    /// How long the whole map may take, from the call. More than zero, at most 49 days; default null: no limit. Results that are ready are still given,
    /// then the enumeration throws <see cref="TimeoutException"/>.
    /// </summary>
    public TimeSpan? Timeout { get; init; }

    internal void Validate()
    {
        if (MaxInFlight is < 1)
            throw OptionErrors.OutOfRange(nameof(MaxInFlight), MaxInFlight, "at least 1, or null for the default", "TRM0120");
        if (ChunkSize is < 1)
            throw OptionErrors.OutOfRange(nameof(ChunkSize), ChunkSize, "at least 1, or null for the default", "TRM0121");
        if (OptionErrors.IsImpossible(Timeout))
            throw OptionErrors.OutOfRange(nameof(Timeout), Timeout, "more than zero and at most 49 days, or null for no limit", "TRM0122");
    }
}
