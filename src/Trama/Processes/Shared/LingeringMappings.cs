using System.Diagnostics.CodeAnalysis;
using Trama.Processes.Life;

namespace Trama.Processes.Shared;

/// <summary>
/// Memory that nobody uses at the moment and that stays mapped for a while: mapping it again would cost its next use a page fault for every
/// page. The least recently used goes first.
/// </summary>
/// <remarks>
/// Invariants, under <c>_gate</c>: the timer is set while something lingers, and what lingers is within both bounds. From any thread.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as its process; its timer rests while nothing lingers.")]
internal sealed class LingeringMappings
{
    // Enough for all arrays that a busy worker is handed in turn; each costs a descriptor.
    private const int MostMappings = 64;

    private readonly Lock _gate = new();
    private readonly LinkedList<Lingering> _list = [];
    private readonly TimeProvider _time;
    private readonly TimeSpan _keepTime;
    private readonly long _mostBytes;
    private ITimer? _timer;
    private long _bytes;

    /// <param name="time">The clock.</param>
    /// <param name="keepTime">How long it stays mapped.</param>
    /// <param name="mostBytes">How much of it at the most.</param>
    public LingeringMappings(TimeProvider time, TimeSpan keepTime, long mostBytes = long.MaxValue)
    {
        _time = time;
        _keepTime = keepTime;
        _mostBytes = mostBytes;
    }

    /// <summary>Keeps the memory mapped from now on, which the caller holds.</summary>
    /// <param name="memory">The memory.</param>
    /// <param name="source">The process that it is of, for <see cref="Forget"/>.</param>
    public void Add(SharedMemory memory, int source)
    {
        lock (_gate)
        {
            SharedMemoryReference reference = Take(memory) ?? memory.Hold();
            if (_list.Count == 0)
                (_timer ??= Timers.CreateUnset(_time, LetGo)).Change(_keepTime, Timeout.InfiniteTimeSpan);
            _list.AddLast(new Lingering(memory, reference, source, _time.GetTimestamp()));
            _bytes += memory.Length;
            while (_list.Count > MostMappings || _bytes > _mostBytes)
                Drop(_list.First!);
        }
    }

    /// <summary>Lets go of what is of a process that has ended: it never comes again.</summary>
    public void Forget(int source)
    {
        lock (_gate)
        {
            for (LinkedListNode<Lingering>? node = _list.First, next; node is not null; node = next)
            {
                next = node.Next;
                if (node.Value.Source == source)
                    Drop(node);
            }
        }
    }

    private void LetGo()
    {
        lock (_gate)
        {
            while (_list.First is { } oldest && _time.GetElapsedTime(oldest.Value.Since) >= _keepTime)
                Drop(oldest);
            SetTimer();
        }
    }

    private void SetTimer()
    {
        if (_list.First is { } first)
            _timer!.Change(Timers.Until(_keepTime - _time.GetElapsedTime(first.Value.Since)), Timeout.InfiniteTimeSpan);
    }

    private SharedMemoryReference? Take(SharedMemory memory)
    {
        for (LinkedListNode<Lingering>? node = _list.Last; node is not null; node = node.Previous)
        {
            if (node.Value.Memory != memory)
                continue;
            _list.Remove(node);
            _bytes -= memory.Length;
            return node.Value.Reference;
        }

        return null;
    }

    private void Drop(LinkedListNode<Lingering> node)
    {
        _list.Remove(node);
        _bytes -= node.Value.Memory.Length;
        node.Value.Reference.Dispose();
    }

    private readonly record struct Lingering(SharedMemory Memory, SharedMemoryReference Reference, int Source, long Since);
}
