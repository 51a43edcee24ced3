namespace Trama.Jobs.Engine.Running;

/// <summary>Counts what became of items. Told by the run, asked from any thread.</summary>
internal sealed class Tally(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Pace _pace = new(time);
    private readonly SortedDictionary<int, RefusedItem> _failures = [];
    private int _items;
    private int _done;
    private int _skipped;
    private int _refused;
    private long _weightDone;
    private long _weightLeft;

    /// <summary>Everything planned, and what an earlier run had done.</summary>
    public void Plan(int items, int skipped, long weightToDo)
    {
        lock (_lock)
        {
            (_items, _skipped, _weightLeft) = (items, skipped, weightToDo);
            _pace.Start();
        }
    }

    public void Done(long weight)
    {
        lock (_lock)
        {
            _done++;
            _weightDone += weight;
            _weightLeft -= weight;
            _pace.Add(weight);
        }
    }

    /// <summary>An item of the plan failed for good.</summary>
    public void Failed(int place, RefusedItem failure, long weight)
    {
        lock (_lock)
        {
            _failures.Add(place, failure);
            _weightLeft -= weight;
        }
    }

    /// <summary>An item was refused by the planner: it comes before all of the plan.</summary>
    public void Refused(RefusedItem failure)
    {
        lock (_lock) _failures.Add(int.MinValue + _refused++, failure);
    }

    public int FailedCount
    {
        get { lock (_lock) return _failures.Count; }
    }

    public JobProgress Progress()
    {
        lock (_lock)
        {
            var rate = _pace.PerSecond();
            return new(
                _items, _done, _skipped, _failures.Count, _weightDone, _weightLeft, rate, rate > 0 ? _weightLeft / rate : null);
        }
    }

    /// <summary>What failed, in the order of the plan.</summary>
    public IReadOnlyList<RefusedItem> Failures()
    {
        lock (_lock) return [.. _failures.Values];
    }
}
