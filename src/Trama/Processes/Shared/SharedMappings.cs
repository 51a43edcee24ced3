using System.Diagnostics;

namespace Trama.Processes.Shared;

/// <summary>
/// What this process has mapped of shared memory, by the memory's identity: what arrives twice is mapped once, and what arrives where it
/// was made is found there. It holds nothing by itself, but for a while after a call what came with it, because it probably comes again.
/// </summary>
/// <remarks>Used from any thread.</remarks>
internal sealed class SharedMappings
{
    /// <summary>
    /// How long an array that was lent stays mapped after its last call: long against the pause between two calls, short for a person who
    /// has disposed of it.
    /// </summary>
    public static readonly TimeSpan ArrayLingerTime = TimeSpan.FromSeconds(1);

    /// <summary>The mappings of this process: identity is a matter of the kernel's, so there is one such table.</summary>
    public static readonly SharedMappings Instance = new(TimeProvider.System);

    private readonly Lock _gate = new();
    private readonly LingeringMappings _arrays;
    private readonly LingeringMappings _segments;
    private readonly Dictionary<Identity, WeakReference<SharedMemory>> _known = [];
    private int _knownAtLastSweep;

    public SharedMappings(TimeProvider time)
    {
        _arrays = new LingeringMappings(time, ArrayLingerTime);

        // As long, and as much, as the other side keeps them: what it frees comes no more.
        _segments = new LingeringMappings(time, SegmentPool.KeepTime, SegmentPool.MostKept);
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

    /// <summary>Keeps an array mapped for a moment after its call. The caller holds it.</summary>
    public void LingerArray(SharedMemory memory) => _arrays.Add(memory, source: 0);

    /// <summary>Keeps a segment mapped for a while after its call. The caller holds it.</summary>
    /// <param name="memory">The segment.</param>
    /// <param name="processId">Whose it is.</param>
    public void LingerSegment(SharedMemory memory, int processId)
    {
        // One of this process's own is mapped for as long as its pool keeps it.
        if (processId != Environment.ProcessId)
            _segments.Add(memory, processId);
    }

    /// <summary>A process has ended: its segments come no more.</summary>
    public void ForgetSegmentsOf(int processId) => _segments.Forget(processId);

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
}
