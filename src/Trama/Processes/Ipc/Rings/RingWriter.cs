using System.Diagnostics;

namespace Trama.Processes.Ipc.Rings;

/// <summary>
/// Writes frames into a ring, in place. One thread at a time (its users share a lock), except for <see cref="HasBeenClaimed"/> and
/// <see cref="End"/>. The reader is another process and not trusted: what it stores is checked, and can only make this side stop.
/// </summary>
/// <remarks>Reserve, write, commit, any number of times, and then show or publish: the reader sees nothing before.</remarks>
internal sealed unsafe class RingWriter(Ring ring)
{
    private readonly ParkingSpot _spot = new(ring.WriterWord);
    private long _head;
    private long _published;
    private long _knownTail;
    private long _reserved = -1;
    private int _reservedLength;
    private int _neededBytes;
    private bool _owesWake;

    /// <summary>The longest payload; longer ones travel otherwise.</summary>
    public int MaxPayload => ring.MaxPayload;

    /// <summary>
    /// Room for a payload of up to so many bytes. False: the ring is full, and nothing has changed. A reservation that was not committed is
    /// replaced by the next one.
    /// </summary>
    public bool TryReserve(int maxLength, out Span<byte> payload)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxLength, MaxPayload);
        payload = default;
        _reserved = -1;
        int skip = SkipFor(maxLength);
        if (!HasRoomFor(skip + FrameHeader.SizeWith(maxLength)))
            return false;
        if (skip > 0)
            WriteHeader(_head, FrameHeader.Skip, skip - FrameHeader.Size);
        _reserved = _head + skip;
        _reservedLength = maxLength;
        payload = new Span<byte>(ring.HeaderAt(_reserved) + 1, maxLength);
        return true;
    }

    /// <summary>Makes a frame of what was reserved, seen by the reader with the next <see cref="Publish"/>.</summary>
    /// <returns>The frame's position, which no other frame of this ring ever has.</returns>
    public long Commit(FrameKind kind, int length)
    {
        Debug.Assert(_reserved >= 0 && (uint)length <= (uint)_reservedLength, "A commit follows its reservation and fits in it.");
        long position = _reserved;
        WriteHeader(position, (byte)kind, length);
        _head = position + FrameHeader.SizeWith(length);
        _reserved = -1;
        return position;
    }

    /// <summary>
    /// Shows the reader all committed frames without waking it: it finds them when it looks, also after the end of this process. A
    /// <see cref="Publish"/> must follow before long.
    /// </summary>
    public void Show()
    {
        if (_published == _head)
            return;
        _published = _head;
        _owesWake = true;

        // Release: the frames are complete before the head says so.
        Volatile.Write(ref *ring.Head, _head);
    }

    /// <summary>Shows the reader all committed frames, and wakes it if it is parked.</summary>
    public void Publish()
    {
        Show();
        if (!_owesWake)
            return;
        _owesWake = false;

        // The Dekker fence of the waking side, see ParkingSpot: the head is visible before it is asked who sleeps.
        Interlocked.MemoryBarrier();
        ParkingSpot.WakeIfParked(ring.ReaderWord);
    }

    /// <summary>Takes a frame back: the reader never sees it. False: the reader has claimed it already.</summary>
    public bool TryRevoke(long position)
    {
        Debug.Assert(position >= 0 && position < _head, "Only what was committed can be taken back.");

        // Only this thread reuses the frame's place, and not while the tail is before it: the claim word is the frame's own.
        return position >= Tail() && Interlocked.CompareExchange(
            ref ring.HeaderAt(position)->Claim, FrameHeader.Revoked, FrameHeader.Pending) == FrameHeader.Pending;
    }

    /// <summary>
    /// Whether the reader has claimed a frame (one not taken back). From any thread, also when the reader's process is dead. In doubt (a
    /// reader that has stored nonsense) it has.
    /// </summary>
    public bool HasBeenClaimed(long position)
    {
        // The claim first, then the tail: when the place was reused meanwhile, the tail has passed it before, and says so.
        int claim = Volatile.Read(ref ring.HeaderAt(position)->Claim);
        return Volatile.Read(ref *ring.Tail) > position || claim is not (FrameHeader.Pending or FrameHeader.Revoked);
    }

    /// <summary>Whether the reader has moved past a frame, and needs nothing of it any more. From any thread.</summary>
    public bool HasBeenRead(long position) => Volatile.Read(ref *ring.Tail) > position;

    /// <summary>
    /// Waits until a payload of so many bytes fits; publishes first, or nothing would ever be read. False: out of time, or ended.
    /// </summary>
    public bool WaitForSpace(int length, TimeSpan timeout)
    {
        Publish();
        _neededBytes = SkipFor(length) + FrameHeader.SizeWith(length);
        if (HasRoomFor(_neededBytes))
            return true;

        // Woken for an eighth of the ring at least, and not for every frame; the tail gets as far as the head, never farther.
        long wanted = _head - ring.Capacity + Math.Max(_neededBytes, ring.Capacity / 8);
        Volatile.Write(ref *ring.Wanted, Math.Min(wanted, _head));
        return _spot.ParkUntil(this, static writer => writer.HasRoomFor(writer._neededBytes), timeout);
    }

    /// <summary>Ends the wait for space, now and in future. From any thread.</summary>
    public void End() => _spot.End();

    // A frame never wraps: what is left at the end and too short for it is skipped.
    private int SkipFor(int length)
    {
        int left = ring.Capacity - ring.OffsetOf(_head);
        return left < FrameHeader.SizeWith(length) ? left : 0;
    }

    private bool HasRoomFor(int bytes)
    {
        // The reader's line is only fetched when what was known of it is not enough.
        if (_head + bytes - _knownTail <= ring.Capacity)
            return true;
        _knownTail = Tail();
        return _head + bytes - _knownTail <= ring.Capacity;
    }

    private long Tail()
    {
        long tail = Volatile.Read(ref *ring.Tail);
        if (tail < _knownTail || tail > _published || tail % FrameHeader.Size != 0)
            throw new InvalidDataException($"A ring's reader claims to be at {tail}, between {_knownTail} and {_published}. (TRM0570)");
        return tail;
    }

    private void WriteHeader(long position, byte kind, int length)
    {
        FrameHeader* header = ring.HeaderAt(position);
        header->Length = length;
        header->Claim = FrameHeader.Pending;
        header->Kind = kind;
    }
}
