namespace Trama.Running.Mapping;

/// <summary>Puts items into chunks, each one call; see <see cref="ChunkCall{T, TResult}"/>.</summary>
internal sealed class ChunkFeed<T, TResult> : MapFeed<T, TResult>
{
    // Four chunks a worker: one runs, one waits behind it, and the results of two are on their way or wait for the consumer.
    private const int ChunksPerWorker = 4;

    // So that a chunk always fits into the channel; larger items go one by one.
    private const int MostBytes = 32 * 1024;

    private readonly MapFunction<T, TResult> _function;
    private readonly ChunkWindow<T, TResult> _window;
    private readonly MapOptions _options;
    private readonly CodecSet _codecs;
    private ChunkCall<T, TResult>? _open;
    private int _pulled;

    public ChunkFeed(
        Executor executor,
        IAsyncEnumerator<T> items,
        MapFunction<T, TResult> function,
        ChunkWindow<T, TResult> window,
        MapOptions options,
        CancellationToken stop)
        : base(executor, items, window, stop)
    {
        _function = function;
        _window = window;
        _options = options;
        _codecs = ((ProcessExecutor)executor.Root).Codecs;
    }

    protected override int Size => _options.MaxInFlight ?? Executor.Workers * ChunksPerWorker * Wanted;

    // A chunk larger than its share of the window would leave workers idle.
    protected override int ChunkSize =>
        _options.MaxInFlight is { } size ? Math.Min(Wanted, Math.Max(1, size / Executor.Workers)) : Wanted;

    private int Wanted => _options.ChunkSize ?? _window.Sizer.Size;

    protected override void Add(T item)
    {
        ChunkCall<T, TResult> chunk = _open ??= NewChunk();
        try
        {
            chunk.Add(item);
            CountItem();
        }
        catch (PayloadException error)
        {
            // The item was refused: that is its result, as if its function had thrown. Those before it are on their way already.
            Flush();
            AddRefused(new ArgumentException(error.Message, error));
            return;
        }

        if (chunk.Count >= ChunkSize || chunk.Size >= MostBytes)
            Flush();
    }

    protected override void Flush()
    {
        if (_open is not { } chunk)
            return;
        _open = null;
        if (chunk.Count == 0)
            return;
        chunk.Close();
        _window.Add(chunk);
        try
        {
            if (Executor.Root.TryEnterComplete(chunk))
                Executor.SubmitChain(chunk);
        }
        catch (Exception error)
        {
            // Its items come to nothing. When the chunk has ended, the error is theirs (a function that can't cross); else it is the map's.
            chunk.Refuse(error);
            if (!chunk.HasEnded)
                throw;
        }
    }

    private ChunkCall<T, TResult> NewChunk() => new(_function, new PayloadWriter(_codecs), _pulled, Stop);

    private void AddRefused(Exception error)
    {
        ChunkCall<T, TResult> refused = NewChunk();
        refused.AddRefused();
        refused.Close();
        refused.Refuse(error);
        CountItem();
        _window.Add(refused);
    }

    private void CountItem()
    {
        _pulled++;
        _window.CountItem();
    }
}
