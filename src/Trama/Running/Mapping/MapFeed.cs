using System.Runtime.ExceptionServices;

namespace Trama.Running.Mapping;

/// <summary>
/// Pulls a map's items, up to the window and no further. Runs only inside the consumer's <c>MoveNextAsync</c>, so it needs no lock.
/// </summary>
internal abstract class MapFeed<T, TResult>(
    Executor executor, IAsyncEnumerator<T> items, MapWindow<TResult> window, CancellationToken stop)
{
    /// <summary>Whether the source has no more items.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>What the source threw, to be thrown once every item before it has been given.</summary>
    public ExceptionDispatchInfo? Error { get; private set; }

    /// <summary>The source's next item, while it is on its way.</summary>
    public Task<bool>? Pulling { get; private set; }

    protected Executor Executor => executor;

    protected CancellationToken Stop => stop;

    /// <summary>How many items the window may hold.</summary>
    protected abstract int Size { get; }

    /// <summary>How many items go to a worker at one go.</summary>
    protected abstract int ChunkSize { get; }

    /// <summary>Pulls what is ready and fits. Stops at the first item that the source has to wait for.</summary>
    public void Fill()
    {
        // Whole chunks only, or a window that is nearly full would be topped up an item at a time and chunks would be of one.
        if (window.Count > 0 && Size - window.Count < ChunkSize)
            return;
        try
        {
            while (!HasEnded && !stop.IsCancellationRequested && HasRoom && TryPull())
                Add(items.Current);
        }
        catch (InvalidOperationException refused) when (executor.Scope is not null)
        {
            // The map's scope takes no more calls: what is in flight goes on to its end, and then the map tells why.
            HasEnded = true;
            Error = ExceptionDispatchInfo.Capture(refused);
        }
        finally
        {
            // Also when an item was refused with an exception: those before it are counted in, and would wait for their submission for ever.
            Flush();
        }
    }

    /// <summary>Waits for an item that is still on its way, so that the source can be disposed of.</summary>
    public async Task StopAsync()
    {
        if (Pulling is not null)
            await ((Task)Pulling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Makes a call of an item, or part of one, and puts it into the window.</summary>
    protected abstract void Add(T item);

    /// <summary>Submits what is ready, full chunk or not.</summary>
    protected abstract void Flush();

    // A queue that rejects must not turn items away that could have waited for the map's own earlier ones: those are let end first.
    private bool HasRoom => window.Count < Size && (window.Count == 0 || !executor.Root.WouldReject);

    private bool TryPull()
    {
        try
        {
            Task<bool>? pulling = Pulling;
            if (pulling is null)
            {
                ValueTask<bool> moved = items.MoveNextAsync();
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
}
