using System.Diagnostics;

namespace Trama.Running;

/// <summary>A queue that takes and gives at both ends, in one array that grows with what it holds. Guarded by its owner's lock.</summary>
internal sealed class Deque<T>
{
    private T[] _items = new T[16];
    private int _first;

    public int Count { get; private set; }

    /// <summary>An item by its place, counted from the front. A reference, so that an item can be changed where it lies.</summary>
    public ref T this[int index]
    {
        get
        {
            Debug.Assert((uint)index < (uint)Count, "The place is within the queue.");
            return ref _items[Place(index)];
        }
    }

    public void AddLast(T item)
    {
        MakeRoom();
        _items[Place(Count++)] = item;
    }

    public void AddFirst(T item)
    {
        MakeRoom();
        _first = Place(_items.Length - 1);
        _items[_first] = item;
        Count++;
    }

    public T RemoveFirst()
    {
        T item = Take(_first);
        _first = Place(1);
        Count--;
        return item;
    }

    public T RemoveLast()
    {
        T item = Take(Place(Count - 1));
        Count--;
        return item;
    }

    // The length is a power of two, so the mask wraps around.
    private int Place(int index) => (_first + index) & (_items.Length - 1);

    // What has left is not held: it may be large, and the place may stay unused for long.
    private T Take(int place)
    {
        Debug.Assert(Count > 0, "There is something to take.");
        T item = _items[place];
        _items[place] = default!;
        return item;
    }

    private void MakeRoom()
    {
        if (Count < _items.Length)
            return;
        var larger = new T[_items.Length * 2];
        for (int i = 0; i < Count; i++)
            larger[i] = _items[Place(i)];
        _items = larger;
        _first = 0;
    }
}
