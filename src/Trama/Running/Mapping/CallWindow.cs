using System.Threading.Channels;

namespace Trama.Running.Mapping;

/// <summary>A window of items that are calls of their own.</summary>
internal abstract class CallWindow<TResult> : MapWindow<TResult>
{
    public static CallWindow<TResult> Create(bool ordered) => ordered ? new InOrder() : new AsFinished();

    public void Add(int index, Task<TResult> task)
    {
        Count++;
        AddCore(new Entry(index, task));
    }

    protected abstract void AddCore(Entry entry);

    internal readonly record struct Entry(int Index, Task<TResult> Task)
    {
        public CallResult<TResult> ToResult()
        {
            if (Task.IsCompletedSuccessfully)
                return new CallResult<TResult>(Index, Task.Result);
            Exception error = Task.Exception is { } all
                ? all.InnerExceptions.Count == 1 ? all.InnerException! : all
                : new TaskCanceledException(Task);
            return new CallResult<TResult>(Index, error);
        }
    }

    private sealed class InOrder : CallWindow<TResult>
    {
        private readonly Queue<Entry> _entries = new();

        public override Task WaitAsync() => _entries.Peek().Task;

        protected override void AddCore(Entry entry) => _entries.Enqueue(entry);

        protected override bool TryTakeCore(out CallResult<TResult> result)
        {
            result = default;
            if (!_entries.TryPeek(out Entry entry) || !entry.Task.IsCompleted)
                return false;
            _entries.Dequeue();
            result = entry.ToResult();
            return true;
        }
    }

    private sealed class AsFinished : CallWindow<TResult>
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

        protected override bool TryTakeCore(out CallResult<TResult> result)
        {
            bool isFinished = _finished.Reader.TryRead(out Entry entry);
            result = isFinished ? entry.ToResult() : default;
            return isFinished;
        }
    }
}
