using System.Diagnostics;

namespace Trama.Processes.Ipc.Rings;

/// <summary>
/// Reads frames out of a ring, in place. One thread at a time (<see cref="ReaderRole"/> where there are several), except for
/// <see cref="End"/> and <see cref="HasData"/>.
/// </summary>
/// <remarks>
/// The writer is another process and not trusted. Everything it stores is read once, into a local, and checked before it is used: nothing
/// outside of the ring is ever touched, and a call takes at most as many steps as frames fit in. Payloads lie in shared memory while they
/// are used: who reads one must not trust that a byte read twice is the same.
/// </remarks>
/// <param name="ring">The ring.</param>
/// <param name="claims">
/// Whether frames are claimed, because their writer may take them back. Where it never does, the swap is spared: it would fetch the frame's
/// line from the writer's processor for itself.
/// </param>
internal sealed unsafe class RingReader(Ring ring, bool claims = true)
{
    // How much may be read before the writer is told: it waits for an eighth of the ring at least, and a fence a frame costs more than
    // many a call.
    private readonly int _untoldAtMost = ring.Capacity / 8;
    private long _tail;
    private long _told;
    private long _knownHead;
    private long _frameEnd;
    private bool _isBroken;

    /// <summary>Where this side sleeps.</summary>
    public ParkingSpot Spot { get; } = new(ring.ReaderWord);

    /// <summary>
    /// Whether there is something to look at. From any thread; a thread that does not read learns that there was nothing at a moment during
    /// the call, or that there may be something. Nothing any more once the writer has stored nonsense.
    /// </summary>
    public bool HasData
    {
        get
        {
            // The tail first: it never passes the head, so if they are equal, nothing was there when the head was read.
            long tail = Volatile.Read(ref _tail);
            return Volatile.Read(ref *ring.Head) != tail && !Volatile.Read(ref _isBroken);
        }
    }

    /// <summary>
    /// Claims the next frame, which its writer can't take back then. The payload is valid until <see cref="Advance"/>, which must follow.
    /// False: there is none at the moment.
    /// </summary>
    /// <exception cref="InvalidDataException">The writer has stored nonsense; every later call says so too.</exception>
    public bool TryRead(out FrameKind kind, out ReadOnlySpan<byte> payload)
    {
        Debug.Assert(_frameEnd <= _tail, "The frame read before was not advanced over.");

        // The head is read at most once a call, so a writer that keeps writing frames that need no reading can't keep this loop going.
        if (_tail == _knownHead)
            _knownHead = Head();
        while (_tail != _knownHead)
        {
            FrameHeader* header = ring.HeaderAt(_tail);
            int length = Volatile.Read(ref header->Length);
            byte said = Volatile.Read(ref header->Kind);
            long end = EndOf(length, said);
            if (said != FrameHeader.Skip && (!claims || TryClaim(header)))
            {
                _frameEnd = end;
                kind = (FrameKind)said;
                payload = new ReadOnlySpan<byte>(header + 1, length);
                return true;
            }

            MoveTo(end);
        }

        if (_told != _tail)
            TellTail();
        kind = default;
        payload = default;
        return false;
    }

    /// <summary>
    /// The frame read last is needed no more. Its place goes back to the writer with others, at the latest when <see cref="TryRead"/> finds
    /// nothing.
    /// </summary>
    public void Advance()
    {
        Debug.Assert(_frameEnd > _tail, "There is a frame to advance over.");
        MoveTo(_frameEnd);
    }

    /// <summary>
    /// Waits for something to read: spins as long as that pays, then parks. False: out of time, or ended and nothing left to read.
    /// </summary>
    public bool Wait(AdaptiveSpin spin, TimeSpan timeout) =>
        HasData || spin.TrySpin(this) || Spot.ParkUntil(this, static reader => reader.HasData, timeout);

    /// <summary>Ends waits as soon as nothing is left to read, now and in future. From any thread.</summary>
    public void End() => Spot.End();

    private bool TryClaim(FrameHeader* header)
    {
        int before = Interlocked.CompareExchange(ref header->Claim, FrameHeader.Taken, FrameHeader.Pending);
        return before switch
        {
            FrameHeader.Pending => true,
            FrameHeader.Revoked => false,
            _ => throw Broken($"A frame at {_tail} has the claim {before}. (TRM0572)"),
        };
    }

    private long Head()
    {
        long head = Volatile.Read(ref *ring.Head);
        if (head < _tail || head - _tail > ring.Capacity || head % FrameHeader.Size != 0)
            throw Broken($"A ring's writer claims to be at {head}; read is up to {_tail} of {ring.Capacity}. (TRM0571)");
        return head;
    }

    private long EndOf(int length, byte kind)
    {
        // The length first: everything after it computes with it.
        int offset = ring.OffsetOf(_tail);
        bool isSane = (uint)length <= (uint)ring.MaxPayload
            && FrameHeader.SizeWith(length) <= Math.Min(ring.Capacity - offset, _knownHead - _tail)
            && (kind == FrameHeader.Skip ? offset + FrameHeader.SizeWith(length) == ring.Capacity : FrameKinds.Contains(kind));
        if (!isSane)
            throw Broken($"A frame of kind {kind} at {_tail} of {_knownHead} claims {length} bytes. (TRM0572)");
        return _tail + FrameHeader.SizeWith(length);
    }

    private InvalidDataException Broken(string message)
    {
        Volatile.Write(ref _isBroken, true);
        return new InvalidDataException(message);
    }

    private void MoveTo(long tail)
    {
        Volatile.Write(ref _tail, tail);
        if (tail - _told >= _untoldAtMost)
            TellTail();
    }

    /// <summary>Gives the places of all frames read to the writer, and wakes it if it is parked for them.</summary>
    public void TellTail()
    {
        // Release: everything was read before the writer may overwrite it.
        long tail = _tail;
        _told = tail;
        Volatile.Write(ref *ring.Tail, tail);

        // The Dekker fence of the waking side, see ParkingSpot. The writer stores what it wants before it parks, so the scheme holds for
        // both words: who reads an old one here stored its tail before the writer looks. A writer that wants more than there is yet is
        // left asleep; the last frame's end wakes it, for it never wants the tail to be beyond its head.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref *ring.Wanted) <= tail)
            ParkingSpot.WakeIfParked(ring.WriterWord);
    }
}
