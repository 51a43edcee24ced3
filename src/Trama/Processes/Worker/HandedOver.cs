namespace Trama.Processes.Worker;

/// <summary>
/// What the answers of a worker refer to: it stays here until the parent says that it has read the answer, because it reads at its own
/// pace and the next calls may have come and gone by then. Used from any thread.
/// </summary>
internal sealed class HandedOver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Holds> _held = [];
    private int _count;

    /// <summary>Keeps what a call's answer or its items refer to; null is nothing.</summary>
    public void Keep(long number, Holds? held)
    {
        if (held is null)
            return;
        lock (_gate)
        {
            if (!_held.TryAdd(number, held))
                _held[number].Add(held);
            _count = _held.Count;
        }
    }

    /// <summary>Whether a call has left something here. Asked by the thread that keeps it.</summary>
    public bool HoldsFor(long number)
    {
        if (Volatile.Read(ref _count) == 0)
            return false;
        lock (_gate)
            return _held.ContainsKey(number);
    }

    public void LetGo(long number)
    {
        Holds? held;
        lock (_gate)
        {
            _held.Remove(number, out held);
            _count = _held.Count;
        }

        held?.Dispose();
    }
}
