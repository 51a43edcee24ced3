using System.Diagnostics;

namespace Trama.Running.Mapping;

/// <summary>
/// Many items of a map in one call: the function runs for each, one after the other, on one worker, and each result comes back for itself.
/// A failure is its item's alone, also when the item ends the worker: those behind it run on another.
/// </summary>
/// <remarks>
/// One thread adds items, and submits. One at a time receives what becomes of them, in order. One consumes. <c>_done</c> is what the
/// receiver has written and the consumer may read: stored after the slot, read before it.
/// </remarks>
internal sealed class ChunkCall<T, TResult>(MapFunction<T, TResult> function, PayloadWriter writer, int index, CancellationToken token)
    : Call<Nothing>(function.Function, CallOptions.Default, token), IChunk
{
    private readonly List<int> _ends = [];
    private TResult?[] _values = [];
    private Exception?[]? _errors;
    private TaskCompletionSource? _progress;
    private long _since;
    private long _last;
    private int _done;
    private bool _isRefused;

    /// <summary>The place of its first item in the map.</summary>
    public int Index => index;

    public int Count => _ends.Count;

    /// <summary>How long the work took, as far as it was seen.</summary>
    public long Ticks => _last - _since;

    public override bool IsAsync => false;

    public override Type DelegateType => function.DelegateType;

    /// <summary>Completes when nothing of it runs any more.</summary>
    public Task Ended => _isRefused ? System.Threading.Tasks.Task.CompletedTask : Task;

    /// <summary>How many bytes its items take.</summary>
    public int Size => writer.Length;

    /// <summary>Encodes an item. Throws <see cref="PayloadException"/> where it can't cross; the chunk is as it was then.</summary>
    public void Add(T item)
    {
        int before = writer.Length;
        try
        {
            int at = writer.ReserveLength();
            writer.WriteArguments(item, Function);
            writer.FillLength(at);
        }
        catch
        {
            writer.Truncate(before);
            throw;
        }

        _ends.Add(writer.Length);
    }

    /// <summary>Adds an item that can't cross, in a chunk that is not submitted.</summary>
    public void AddRefused() => _ends.Add(writer.Length);

    /// <summary>No item will run: all that have no result yet have this one.</summary>
    public void Refuse(Exception error)
    {
        _isRefused = true;
        while (_done < Count)
            ReceiveError(error);
    }

    /// <summary>No more items: makes room for what becomes of them.</summary>
    public void Close() => _values = new TResult?[Count];

    public PreparedCall Prepare() => PreparedCall.OfChunk(this, writer);

    /// <summary>From which item on, and from which byte, a worker has something to do.</summary>
    public (int Items, int From) Remaining() => (Count - _done, _done == 0 ? 0 : _ends[_done - 1]);

    /// <summary>Takes what became of an item, if that is known by now.</summary>
    public bool TryTake(int place, out CallResult<TResult> result)
    {
        // The end first: what was received before it is seen after it.
        bool hasEnded = Task.IsCompleted;
        bool isKnown = place < Volatile.Read(ref _done);
        result = default;
        if (isKnown)
        {
            result = _errors?[place] is { } error ? new(index + place, error) : new(index + place, _values[place]!);

            // Given: the consumer's alone from now on.
            _values[place] = default;
        }
        else if (hasEnded)
            result = new(index + place, Task.Exception?.InnerException ?? new TaskCanceledException(Task));
        return isKnown || hasEnded;
    }

    /// <summary>Completes when more is known than up to that place.</summary>
    public Task WaitBeyondAsync(int place)
    {
        var progress = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // A full fence between the wish and the look: the receiver stores first and looks for wishes second.
        Interlocked.Exchange(ref _progress, progress);
        return place < Volatile.Read(ref _done) ? System.Threading.Tasks.Task.CompletedTask
            : System.Threading.Tasks.Task.WhenAny(progress.Task, Task);
    }

    public override void ReceiveItem(PayloadReader payload)
    {
        try
        {
            TResult result = payload.ReadResult<TResult>(Function);
            if (_done < _values.Length)
                _values[_done] = result;
        }
        catch (Exception error) when (error is not SharedMemoryException { IsHolderGone: true })
        {
            // A result that can't be read is this item's failure.
            SetError(error);
        }

        MoveOn();
    }

    public void ReceiveError(Exception error)
    {
        SetError(error);
        MoveOn();
    }

    public void TellProgress()
    {
        Interlocked.MemoryBarrier();
        if (_progress is not null)
            Interlocked.Exchange(ref _progress, null)?.TrySetResult();
    }

    public override void EncodeArguments(PayloadWriter payload) => throw new NotSupportedException("A chunk encodes its items one by one.");

    protected override ValueTask<Nothing> Invoke(CancellationToken callToken) =>
        throw new NotSupportedException("A chunk runs in a worker process.");

    protected override void Book(CallOutcome outcome)
    {
        int done = Volatile.Read(ref _done);
        int failed = _errors?.Count(static error => error is not null) ?? 0;
        Owner.BookItems(done - failed, failed, Count - done, hasStopped: outcome != CallOutcome.Succeeded);
    }

    protected override void Release()
    {
        // What the items were is in the prepared call, and goes with it; what became of them is the consumer's.
    }

    private void SetError(Exception error)
    {
        _errors ??= new Exception?[_values.Length];
        if (_done < _errors.Length)
            _errors[_done] = error;
    }

    private void MoveOn()
    {
        if (_done == _values.Length)
            throw new InvalidDataException($"A worker sent more results than the {Count} items of its chunk. (TRM0539)");
        if (_done + 1 == _values.Length)
            _last = Stopwatch.GetTimestamp();
        Volatile.Write(ref _done, _done + 1);
    }

    /// <summary>The clock of a chunk starts when it is sent.</summary>
    public void StartClock() => _since = Stopwatch.GetTimestamp();
}
