using System.Collections.Concurrent;

namespace Trama.Threads;

/// <summary>
/// What waits for a worker: higher priorities first, equal ones in order of arrival. Nearly every call has priority 0 and goes through a
/// lock-free queue; the others pay for a lock. Safe to use from any thread.
/// </summary>
internal sealed partial class CallQueue
{
    private readonly ConcurrentQueue<Call> _ordinary = new();
    private readonly Lock _gate = new();
    private readonly PriorityQueue<Call, (long Rank, long Arrival)> _ranked = new();
    private long _arrivals;
    private int _rankedCount;
    private int _urgentCount;

    public bool IsEmpty => _ordinary.IsEmpty && Volatile.Read(ref _rankedCount) == 0;

    public int Count => _ordinary.Count + Volatile.Read(ref _rankedCount);

    public void Enqueue(Call call)
    {
        if (call.Options.Priority == 0)
            _ordinary.Enqueue(call);
        else
            EnqueueRanked(call, call.Options.Priority);
    }

    public bool TryDequeue(out Call? call)
    {
        if (Volatile.Read(ref _urgentCount) > 0 && TryDequeueRanked(urgentOnly: true, out call))
            return true;
        return _ordinary.TryDequeue(out call) || (Volatile.Read(ref _rankedCount) > 0 && TryDequeueRanked(urgentOnly: false, out call));
    }

    private void EnqueueRanked(Call call, int priority)
    {
        lock (_gate)
        {
            _ranked.Enqueue(call, (-(long)priority, _arrivals++));
            Volatile.Write(ref _rankedCount, _ranked.Count);
            if (priority > 0)
                _urgentCount++;
        }
    }

    private bool TryDequeueRanked(bool urgentOnly, out Call? call)
    {
        lock (_gate)
        {
            if (!_ranked.TryPeek(out call, out _) || (urgentOnly && call.Options.Priority < 0))
            {
                call = null;
                return false;
            }

            _ranked.Dequeue();
            Volatile.Write(ref _rankedCount, _ranked.Count);
            if (call.Options.Priority > 0)
                _urgentCount--;
            return true;
        }
    }
}
