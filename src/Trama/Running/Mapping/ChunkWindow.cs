namespace Trama.Running.Mapping;

/// <summary>A window of chunks, given item by item and in order.</summary>
internal sealed class ChunkWindow<T, TResult> : MapWindow<TResult>
{
    private readonly Queue<ChunkCall<T, TResult>> _chunks = new();
    private readonly List<ChunkCall<T, TResult>> _given = [];
    private int _place;

    /// <summary>Told of each chunk that was given to its end.</summary>
    public ChunkSizer Sizer { get; } = new();

    public void Add(ChunkCall<T, TResult> chunk) => _chunks.Enqueue(chunk);

    /// <summary>An item was put into a chunk that is or will be here.</summary>
    public void CountItem() => Count++;

    /// <inheritdoc/>
    public override async Task DrainAsync()
    {
        await base.DrainAsync().ConfigureAwait(false);

        // A chunk ends a moment after its last item.
        foreach (ChunkCall<T, TResult> chunk in _given)
            await chunk.Ended.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override Task WaitAsync() => _chunks.Peek().WaitBeyondAsync(_place);

    protected override bool TryTakeCore(out CallResult<TResult> result)
    {
        result = default;
        if (!_chunks.TryPeek(out ChunkCall<T, TResult>? chunk) || !chunk.TryTake(_place, out result))
            return false;
        if (++_place == chunk.Count)
        {
            _chunks.Dequeue();
            _place = 0;
            _given.RemoveAll(static given => given.Ended.IsCompleted);
            _given.Add(chunk);
            if (chunk.Ticks > 0)
                Sizer.Observe(chunk.Count, chunk.Ticks);
        }

        return true;
    }
}
