using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Trama.Processes.Shared;

/// <summary>
/// What this process has mapped of shared memory, by the memory's identity: what arrives twice is mapped once, and what arrives where it
/// was made is found there. It holds nothing by itself, but for a moment after a call what was lent for it: mapping it again would cost the
/// next call a page fault for every page.
/// </summary>
/// <remarks>Invariant, under <c>_gate</c>: the timer runs exactly while something lingers. Used from any thread.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "The one instance lives as long as its process; its timer rests meanwhile.")]
internal sealed class SharedMappings
{
    // Enough for all arrays that a busy worker is handed in turn; each costs a descriptor.
    private const int MostLingering = 64;

    /// <summary>
    /// How long what was lent stays mapped after its last call: long against the pause between two calls, short for a person.
    /// </summary>
    public static readonly TimeSpan LingerTime = TimeSpan.FromSeconds(1);

    /// <summary>The mappings of this process: identity is a matter of the kernel's, so there is one such table.</summary>
    public static readonly SharedMappings Instance = new(TimeProvider.System);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly Dictionary<Identity, WeakReference<SharedMemory>> _known = [];
    private readonly LinkedList<Lingering> _lingering = [];
    private int _knownAtLastSweep;

    public SharedMappings(TimeProvider time)
    {
        _time = time;

        // The clock's thread must not carry the context of the call that happened to come first.
        using (ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow())
        {
            _timer = time.CreateTimer(
                static mappings => ((SharedMappings)mappings!).LetGo(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Makes memory known that was made here.</summary>
    public void Register(SharedMemory memory)
    {
        lock (_gate)
            Remember(memory);
    }

    /// <summary>Finds memory that is mapped here already, or maps it; the caller owns the reference that comes with it.</summary>
    /// <exception cref="SharedMemoryException">It is not there any more, or it is not what the address says.</exception>
    public SharedOwner Get(in SharedMemoryAddress address, bool readOnly)
    {
        lock (_gate)
        {
            // A writable mapping serves both; the type of the array is what refuses writes then.
            if (Find(address, isReadOnly: false) is { } writable)
                return writable;
            if (readOnly && Find(address, isReadOnly: true) is { } known)
                return known;
            SharedMemory memory = SharedMemory.Open(address, readOnly);
            var owner = new SharedOwner(memory);
            memory.Dispose();
            Remember(memory);
            return owner;
        }
    }

    /// <summary>Keeps the memory mapped for <see cref="LingerTime"/>. The caller holds it.</summary>
    public void Linger(SharedMemory memory)
    {
        lock (_gate)
        {
            if (_lingering.Count == 0)
                _timer.Change(LingerTime, Timeout.InfiniteTimeSpan);
            SharedMemoryReference? reference = TakeLingering(memory);
            _lingering.AddLast(new Lingering(memory, reference ?? memory.Hold(), _time.GetTimestamp()));
            if (_lingering.Count > MostLingering)
                DropOldest();
        }
    }

    private SharedMemoryReference? TakeLingering(SharedMemory memory)
    {
        for (LinkedListNode<Lingering>? node = _lingering.Last; node is not null; node = node.Previous)
        {
            if (node.Value.Memory != memory)
                continue;
            _lingering.Remove(node);
            return node.Value.Reference;
        }

        return null;
    }

    private void LetGo()
    {
        lock (_gate)
        {
            while (_lingering.First is { } oldest && _time.GetElapsedTime(oldest.Value.Since) >= LingerTime)
                DropOldest();
            if (_lingering.First is { } next)
                _timer.Change(LingerTime - _time.GetElapsedTime(next.Value.Since), Timeout.InfiniteTimeSpan);
        }
    }

    private void DropOldest()
    {
        _lingering.First!.Value.Reference.Dispose();
        _lingering.RemoveFirst();
    }

    private SharedOwner? Find(in SharedMemoryAddress address, bool isReadOnly)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread, "The table is read under its lock.");
        if (!_known.TryGetValue(new Identity(address.Device, address.Inode, isReadOnly), out WeakReference<SharedMemory>? weak)
            || !weak.TryGetTarget(out SharedMemory? memory) || !memory.Address.IsSameMemory(address))
            return null;
        try
        {
            return new SharedOwner(memory);
        }
        catch (ObjectDisposedException)
        {
            // Unmapped since, but not yet collected.
            return null;
        }
    }

    // The kernel uses an inode's number again, and then the newer memory takes the place of the older: as that one is gone, nobody asks.
    private void Remember(SharedMemory memory)
    {
        _known[new Identity(memory.Address.Device, memory.Address.Inode, memory.IsReadOnly)] = new WeakReference<SharedMemory>(memory);
        if (_known.Count < 2 * _knownAtLastSweep + 64)
            return;
        foreach ((Identity identity, WeakReference<SharedMemory> weak) in _known.ToArray())
        {
            if (!weak.TryGetTarget(out SharedMemory? target) || target.IsClosed)
                _known.Remove(identity);
        }

        _knownAtLastSweep = _known.Count;
    }

    private readonly record struct Identity(ulong Device, ulong Inode, bool IsReadOnly);

    private readonly record struct Lingering(SharedMemory Memory, SharedMemoryReference Reference, long Since);
}
