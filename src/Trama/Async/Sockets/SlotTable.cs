namespace Trama.Async.Sockets;

/// <summary>Things in numbered places; a place that was left is given again. One thread.</summary>
internal sealed class SlotTable<T>
    where T : class
{
    private readonly Stack<int> _free = new();
    private T?[] _slots = new T?[16];
    private int _used;

    internal int Add(T thing)
    {
        if (!_free.TryPop(out var place))
        {
            place = _used++;
            if (place == _slots.Length)
                Array.Resize(ref _slots, place * 2);
        }

        _slots[place] = thing;
        return place;
    }

    internal T? Find(int place) => _slots[place];

    internal void Remove(int place)
    {
        _slots[place] = null;
        _free.Push(place);
    }

    /// <summary>What is there now; it may leave while it is looked at.</summary>
    internal IEnumerable<T> All()
    {
        for (var place = 0; place < _used; place++)
        {
            if (_slots[place] is { } thing)
                yield return thing;
        }
    }
}
