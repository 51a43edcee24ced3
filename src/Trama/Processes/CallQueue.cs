namespace Trama.Processes;

/// <summary>
/// Chains of calls that wait for a worker: higher priority first, then first come, first served. Guarded by its owner's lock.
/// </summary>
internal sealed class CallQueue
{
    // Keys descend, so that the first list is the one to take from. Nearly always there is just one.
    private readonly SortedList<int, LinkedList<Call>> _byPriority = new(Comparer<int>.Create(static (a, b) => b.CompareTo(a)));

    public int Count { get; private set; }

    public void Enqueue(Call head)
    {
        Of(head).AddLast(head);
        Count++;
    }

    /// <summary>Puts a chain back in front of those that came after it.</summary>
    public void PutBack(Call head)
    {
        Of(head).AddFirst(head);
        Count++;
    }

    public bool TryDequeue(out Call head)
    {
        head = null!;
        if (Count == 0)
            return false;
        LinkedList<Call> first = _byPriority.Values[0];
        head = first.First!.Value;
        first.RemoveFirst();
        if (first.Count == 0)
            _byPriority.RemoveAt(0);
        Count--;
        return true;
    }

    private LinkedList<Call> Of(Call head)
    {
        if (!_byPriority.TryGetValue(head.Options.Priority, out LinkedList<Call>? calls))
            _byPriority.Add(head.Options.Priority, calls = new LinkedList<Call>());
        return calls;
    }
}
