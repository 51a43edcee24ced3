using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Trama.Processes.Ipc.Rings;
using Trama.Processes.Shared;

namespace Trama.Processes.Ipc;

/// <summary>
/// Frames that are too long for a ring: each lies in shared memory of its own, and the ring carries where. The sender keeps the memory until
/// the receiver has moved past the frame that names it.
/// </summary>
/// <remarks>
/// A receiver that lies about what it has read can have its memory freed early, and harms itself alone: what is lent is a copy for this one
/// frame, which this side does not look into again (a call that runs elsewhere is encoded anew), and who opens it too late is told that it
/// is gone, since the address names the very file and not just a descriptor's number.
/// </remarks>
internal sealed class LargeFrames(RingWriter writer) : IDisposable
{
    /// <summary>What stands in the ring: the frame's kind and the memory's address.</summary>
    public static readonly int ReferenceSize = Unsafe.SizeOf<Reference>();

    private readonly Lock _gate = new();
    private readonly Queue<(long Mark, SharedMemory Memory)> _lent = new();
    private readonly byte[] _lost = new byte[1];
    private SharedMemory? _open;

    /// <summary>Copies a payload into memory for the other side and writes down where.</summary>
    public static unsafe SharedMemory Lend(FrameKind kind, ReadOnlySpan<byte> payload, Span<byte> reference)
    {
        SharedMemory memory = SharedMemory.Create("trama-frame", payload.Length);
        payload.CopyTo(new Span<byte>(memory.Pointer, payload.Length));
        MemoryMarshal.Write(reference, new Reference { Kind = kind, Address = memory.Address });
        return memory;
    }

    /// <summary>Keeps the memory for as long as the other side may open or read it.</summary>
    public void Keep(long mark, SharedMemory memory)
    {
        lock (_gate)
        {
            Release();
            _lent.Enqueue((mark, memory));
        }
    }

    /// <summary>
    /// The payload of a frame that lies elsewhere, until <see cref="Close"/>; <see cref="FrameKind.Lost"/> when it went with the process that
    /// sent it.
    /// </summary>
    public unsafe ReadOnlySpan<byte> Open(ReadOnlySpan<byte> reference, out FrameKind kind)
    {
        if (reference.Length != ReferenceSize)
            throw new InvalidDataException($"A reference to a frame has {reference.Length} bytes instead of {ReferenceSize}. (TRM0538)");
        Reference told = MemoryMarshal.Read<Reference>(reference);
        if (told.Address.Length is <= 0 or > int.MaxValue || told.Kind == FrameKind.Elsewhere || !FrameKinds.Contains((byte)told.Kind))
            throw new InvalidDataException($"A frame of kind {(byte)told.Kind} claims {told.Address.Length} bytes elsewhere. (TRM0538)");
        kind = told.Kind;
        try
        {
            _open = SharedMemory.Open(told.Address, readOnly: true);
        }
        catch (SharedMemoryException error) when (error.IsHolderGone)
        {
            _lost[0] = (byte)kind;
            kind = FrameKind.Lost;
            return _lost;
        }

        return new ReadOnlySpan<byte>(_open.Pointer, (int)told.Address.Length);
    }

    /// <summary>Lets go of what <see cref="Open"/> gave, and of what the other side has read meanwhile.</summary>
    /// <returns>Whether there was such a frame.</returns>
    public bool Close()
    {
        bool wasOpen = _open is not null;
        _open?.Dispose();
        _open = null;
        if (_lent.Count == 0)
            return wasOpen;
        lock (_gate)
            Release();
        return wasOpen;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            while (_lent.TryDequeue(out (long Mark, SharedMemory Memory) lent))
                lent.Memory.Dispose();
        }
    }

    private void Release()
    {
        while (_lent.TryPeek(out (long Mark, SharedMemory Memory) first) && writer.HasBeenRead(first.Mark))
            _lent.Dequeue().Memory.Dispose();
    }

    private struct Reference
    {
        public FrameKind Kind;
        public SharedMemoryAddress Address;
    }
}
