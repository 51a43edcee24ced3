namespace Trama.Processes;

/// <summary>
/// Calls that wait for a worker: higher priority first, then first come, first served. Guarded by its owner's lock.
/// </summary>
internal sealed class CallQueue
{
    // Keys descend, so that the first queue is the one to take from. Nearly always there is just the one of the default priority.
    private readonly SortedList<int, Deque<Call>> _byPriority = new(Comparer<int>.Create(static (a, b) => b.CompareTo(a)))
    {
        [0] = new Deque<Call>(),
    };

    public int Count { get; private set; }

    /// <summary>Adds the calls of a chain one by one: which worker runs which is decided when one has room.</summary>
    public void Enqueue(Call head)
    {
        Deque<Call> calls = Of(head);
        for (Call? call = head; call is not null;)
        {
            Call? next = call.Next;
            if (next is not null)
                call.Next = null;
            calls.AddLast(call);
            Count++;
            call = next;
        }
    }

    /// <summary>Puts a call back in front of those that came after it.</summary>
    public void PutBack(Call call)
    {
        Of(call).AddFirst(call);
        Count++;
    }

    /// <summary>The call that is next, which stays where it is.</summary>
    public Call? Peek()
    {
        if (Count == 0)
            return null;
        return First()[0];
    }

    public Call? Dequeue()
    {
        if (Count == 0)
            return null;
        Deque<Call> first = First();
        Call call = first.RemoveFirst();
        Count--;
        if (first.Count == 0 && call.Options.Priority != 0)
            _byPriority.Remove(call.Options.Priority);
        return call;
    }

    private Deque<Call> First()
    {
        int i = 0;
        while (_byPriority.Values[i].Count == 0)
            i++;
        return _byPriority.Values[i];
    }

    private Deque<Call> Of(Call call)
    {
        if (!_byPriority.TryGetValue(call.Options.Priority, out Deque<Call>? calls))
            _byPriority.Add(call.Options.Priority, calls = new Deque<Call>());
        return calls;
    }
}
