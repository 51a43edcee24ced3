using System.Runtime.ExceptionServices;

namespace Trama.Running.Mapping;

/// <summary>
/// Pulls a map's items into calls, up to the window and no further. Runs only inside the consumer's <c>MoveNextAsync</c>, so it needs
/// no lock.
/// </summary>
internal sealed class MapFeed<T, TResult>
{
    private readonly Executor _executor;
    private readonly IAsyncEnumerator<T> _items;
    private readonly MapFunction<T, TResult> _function;
    private readonly MapWindow<TResult> _window;
    private readonly CancellationToken _stop;
    private readonly int _size;
    private readonly int _chunk;
    private Call? _first;
    private Call? _last;
    private int _chained;
    private int _pulled;

    public MapFeed(
        Executor executor,
        IAsyncEnumerator<T> items,
        MapFunction<T, TResult> function,
        MapWindow<TResult> window,
        MapOptions options,
        CancellationToken stop)
    {
        _executor = executor;
        _items = items;
        _function = function;
        _window = window;
        _stop = stop;
        _size = options.MaxInFlight ?? executor.Root.DefaultWindow;

        // A chunk larger than its share of the window would leave workers idle; one that waits for places in a bounded queue while it
        // holds others could wait for itself.
        int share = Math.Max(1, _size / executor.Workers);
        _chunk = executor.Options.QueueCapacity is null ? Math.Min(options.ChunkSize ?? 1, share) : 1;
    }

    /// <summary>Whether the source has no more items.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>What the source threw, to be thrown once every item before it has been given.</summary>
    public ExceptionDispatchInfo? Error { get; private set; }

    /// <summary>The source's next item, while it is on its way.</summary>
    public Task<bool>? Pulling { get; private set; }

    /// <summary>Pulls what is ready and fits. Stops at the first item that the source has to wait for.</summary>
    public void Fill()
    {
        // Whole chunks only, or a window that is nearly full would be topped up an item at a time and chunks would be of one.
        if (_window.Count > 0 && _size - _window.Count < _chunk)
            return;
        try
        {
            while (!HasEnded && !_stop.IsCancellationRequested && _window.Count < _size && TryPull())
                Add(_items.Current);
        }
        catch (InvalidOperationException refused) when (_executor.Scope is not null)
        {
            // The map's scope takes no more calls: what is in flight goes on to its end, and then the map tells why.
            HasEnded = true;
            Error = ExceptionDispatchInfo.Capture(refused);
        }

        Flush();
    }

    /// <summary>Waits for an item that is still on its way, so that the source can be disposed of.</summary>
    public async Task StopAsync()
    {
        if (Pulling is not null)
            await ((Task)Pulling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private bool TryPull()
    {
        try
        {
            Task<bool>? pulling = Pulling;
            if (pulling is null)
            {
                ValueTask<bool> moved = _items.MoveNextAsync();
                if (moved.IsCompleted)
                    return EndUnless(moved.GetAwaiter().GetResult());
                Pulling = pulling = moved.AsTask();
            }

            if (!pulling.IsCompleted)
                return false;
            Pulling = null;
            return EndUnless(pulling.GetAwaiter().GetResult());
        }
        catch (Exception error)
        {
            HasEnded = true;
            Pulling = null;
            Error = ExceptionDispatchInfo.Capture(error);
            return false;
        }
    }

    private bool EndUnless(bool moved)
    {
        HasEnded = !moved;
        return moved;
    }

    private void Add(T item)
    {
        Call<TResult> call = _function.NewCall(item, _executor.CallOptions, _executor.Scope, _stop);
        Task<TResult> task = call.Task;
        try
        {
            if (_executor.Root.TryEnterPrepared(call))
                Chain(call);
        }
        catch (Exception error) when (call.HasEnded)
        {
            // The item was refused: that is its result, as if its function had thrown.
            task = Task.FromException<TResult>(error);
        }

        _window.Add(_pulled++, task);
    }

    private void Chain(Call call)
    {
        if (_last is null)
            _first = call;
        else
            _last.Next = call;
        _last = call;
        if (++_chained == _chunk)
            Flush();
    }

    private void Flush()
    {
        if (_first is not { } head)
            return;
        _first = _last = null;
        _chained = 0;
        _executor.SubmitChain(head);
    }
}
