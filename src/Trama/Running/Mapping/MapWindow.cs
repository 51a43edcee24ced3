using System.Threading.Channels;

namespace Trama.Running.Mapping;

/// <summary>The items of a map that were pulled and not yet given to the consumer.</summary>
internal abstract class MapWindow<TResult>
{
    /// <summary>How many items it holds, finished ones included.</summary>
    public int Count { get; private set; }

    public static MapWindow<TResult> Create(bool ordered) => ordered ? new InOrder() : new AsFinished();

    public void Add(int index, Task<TResult> task)
    {
        Count++;
        AddCore(new Entry(index, task));
    }

    /// <summary>Takes the next item to give to the consumer. False when it is not ready yet.</summary>
    public bool TryTake(out Entry entry)
    {
        if (!TryTakeCore(out entry))
            return false;
        Count--;
        return true;
    }

    /// <summary>Completes once <see cref="TryTake"/> would succeed. Not to be called on an empty window: nothing would end the wait.</summary>
    public abstract Task WaitAsync();

    /// <summary>Waits until every item has ended, and forgets them. What they threw counts as seen: nobody is left to look at it.</summary>
    public async Task DrainAsync()
    {
        while (Count > 0)
        {
            await WaitAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (TryTake(out Entry entry))
                _ = entry.Task.Exception;
        }
    }

    protected abstract void AddCore(Entry entry);

    protected abstract bool TryTakeCore(out Entry entry);

    internal readonly record struct Entry(int Index, Task<TResult> Task);

    private sealed class InOrder : MapWindow<TResult>
    {
        private readonly Queue<Entry> _entries = new();

        public override Task WaitAsync() => _entries.Peek().Task;

        protected override void AddCore(Entry entry) => _entries.Enqueue(entry);

        protected override bool TryTakeCore(out Entry entry)
        {
            if (!_entries.TryPeek(out entry) || !entry.Task.IsCompleted)
                return false;
            _entries.Dequeue();
            return true;
        }
    }

    private sealed class AsFinished : MapWindow<TResult>
    {
        private readonly Channel<Entry> _finished = Channel.CreateUnbounded<Entry>(new UnboundedChannelOptions { SingleReader = true });
        private Task<bool>? _waiting;

        public override Task WaitAsync()
        {
            // One wait at a time, kept until it ends: a map that waits for its source as well may come back before it has.
            if (_waiting is null or { IsCompleted: true })
                _waiting = _finished.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
            return _waiting;
        }

        protected override void AddCore(Entry entry) =>
            entry.Task.ContinueWith(
                static (_, state) =>
                {
                    var (window, entry) = ((AsFinished, Entry))state!;
                    window._finished.Writer.TryWrite(entry);
                },
                (this, entry),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);

        protected override bool TryTakeCore(out Entry entry) => _finished.Reader.TryRead(out entry);
    }
}
