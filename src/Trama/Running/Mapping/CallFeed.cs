namespace Trama.Running.Mapping;

/// <summary>Makes a call of each item; a chunk is a chain of calls that one worker runs one after the other.</summary>
internal sealed class CallFeed<T, TResult> : MapFeed<T, TResult>
{
    private readonly MapFunction<T, TResult> _function;
    private readonly CallWindow<TResult> _window;
    private Call? _first;
    private Call? _last;
    private int _chained;
    private int _pulled;

    public CallFeed(
        Executor executor,
        IAsyncEnumerator<T> items,
        MapFunction<T, TResult> function,
        CallWindow<TResult> window,
        MapOptions options,
        CancellationToken stop)
        : base(executor, items, window, stop)
    {
        _function = function;
        _window = window;
        Size = options.MaxInFlight ?? executor.Root.DefaultWindow;

        // A chunk larger than its share of the window would leave workers idle; one that waits for places in a bounded queue while it
        // holds others could wait for itself.
        int share = Math.Max(1, Size / executor.Workers);
        ChunkSize = executor.Options.QueueCapacity is null ? Math.Min(options.ChunkSize ?? 1, share) : 1;
    }

    protected override int Size { get; }

    protected override int ChunkSize { get; }

    protected override void Add(T item)
    {
        Call<TResult> call = _function.NewCall(item, Executor.CallOptions, Executor.Scope, Stop);
        Task<TResult> task = call.Task;
        try
        {
            if (Executor.Root.TryEnterComplete(call))
                Chain(call);
        }
        catch (Exception error) when (call.HasEnded)
        {
            // The item was refused: that is its result, as if its function had thrown.
            task = Task.FromException<TResult>(error);
        }

        _window.Add(_pulled++, task);
    }

    protected override void Flush()
    {
        if (_first is not { } head)
            return;
        _first = _last = null;
        _chained = 0;
        Executor.SubmitChain(head);
    }

    private void Chain(Call call)
    {
        if (_last is null)
            _first = call;
        else
            _last.Next = call;
        _last = call;
        if (++_chained == ChunkSize)
            Flush();
    }
}
