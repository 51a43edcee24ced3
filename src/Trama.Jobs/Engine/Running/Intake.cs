using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Trama.Jobs.Engine.Running;

/// <summary>
/// Lets items into the executor: the plan's in their order, then those to be tried again, never more calls at once than the limit, none
/// once it was stopped. The flow ends when nothing can follow any more: an item under way may come back to be tried again.
/// </summary>
/// <remarks>Safe from any thread: the flow is continued wherever a wait of its ended, beside the consumer that reports endings.</remarks>
/// <param name="items">What there is to do.</param>
/// <param name="limit">How many calls may be under way at once.</param>
/// <param name="batch">How many items go into one call at the most.</param>
internal sealed class Intake<TInput>(IReadOnlyList<Try<TInput>> items, int limit, JobBatch batch)
{
    private readonly Lock _lock = new();
    private readonly Queue<Try<TInput>> _again = new();
    private readonly Dictionary<int, Try<TInput>[]> _underWay = [];
    private TaskCompletionSource? _changed;
    private int _limit = limit;
    private int _next;
    private int _begun;
    private bool _stopped;

    /// <summary>The inputs of calls, in the order in which results are numbered.</summary>
    public async IAsyncEnumerable<TInput[]> FlowBatchesAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Try<TInput>[] next;
            Task changed;
            lock (_lock)
            {
                next = TakeLocked();
                if (next.Length == 0 && HasEndedLocked) yield break;
                changed = next.Length > 0 ? Task.CompletedTask : (_changed ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
            if (next.Length > 0) yield return Array.ConvertAll(next, static one => one.Item.Input);
            else await changed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The same where a call takes one.</summary>
    public async IAsyncEnumerable<TInput> FlowAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Debug.Assert(batch.Items == 1, "Calls that take one item are fed one.");
        await foreach (var inputs in FlowBatchesAsync(cancellationToken)) yield return inputs[0];
    }

    /// <summary>The items whose call has this number.</summary>
    public Try<TInput>[] Find(int number)
    {
        lock (_lock) return _underWay[number];
    }

    /// <summary>That call is not under way any more. Comes after <see cref="Again"/>: with nothing under way the flow may end.</summary>
    public void End(int number)
    {
        lock (_lock)
        {
            var found = _underWay.Remove(number);
            Debug.Assert(found, "Every result is of a call that was let in, and there is one for each.");
            ChangedLocked();
        }
    }

    /// <summary>Tries an item again, by itself, before what was not begun yet.</summary>
    public void Again(Try<TInput> item)
    {
        lock (_lock)
        {
            _again.Enqueue(item);
            ChangedLocked();
        }
    }

    /// <summary>Halves the limit because of <paramref name="item"/>; once, however many of those that began under the same limit ask.</summary>
    /// <returns>The new limit, or null when it stays.</returns>
    public int? Lower(Try<TInput> item)
    {
        lock (_lock)
        {
            if (_limit == 1 || item.Limit > _limit) return null;
            return _limit = Math.Max(1, Math.Min(_limit, _underWay.Count) / 2);
        }
    }

    /// <summary>Lets no more in.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _stopped = true;
            ChangedLocked();
        }
    }

    private bool HasEndedLocked => _stopped || (_underWay.Count == 0 && _again.Count == 0 && _next == items.Count);

    private Try<TInput>[] TakeLocked()
    {
        if (_stopped || _underWay.Count >= _limit) return [];
        Try<TInput>[] taken = _again.TryDequeue(out var item) ? [item] : NextBatchLocked();
        if (taken.Length == 0) return [];
        for (var i = 0; i < taken.Length; i++) taken[i] = taken[i] with { Limit = _limit };
        _underWay.Add(_begun++, taken);
        return taken;
    }

    // As many as are light enough together; a heavy one goes by itself.
    private Try<TInput>[] NextBatchLocked()
    {
        var from = _next;
        for (long weight = 0; _next < items.Count && _next - from < batch.Items; _next++)
        {
            weight += items[_next].Item.Weight;
            if (_next > from && weight > batch.Weight) break;
        }
        return [.. items.Skip(from).Take(_next - from)];
    }

    private void ChangedLocked()
    {
        _changed?.TrySetResult();
        _changed = null;
    }
}
