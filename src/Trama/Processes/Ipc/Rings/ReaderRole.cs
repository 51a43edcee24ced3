namespace Trama.Processes.Ipc.Rings;

/// <summary>
/// Who reads a ring when several threads of one process may. One thread is dedicated to it and sleeps parked; any other one may take the
/// reading over for a while (it waits for an answer anyway) and give it back, without waking the dedicated one either time.
/// </summary>
/// <remarks>
/// <code>
/// dedicated:  while (role.WaitToEnter()) do { read what there is } while (!role.TryLeave());
/// any other:  if (role.TryEnter()) do { read what there is, spin for more } while (!role.TryLeave());
///         or: if (role.TryEnter()) { read some; role.HandOver(); }
/// </code>
/// Invariants:
/// 1. At most one thread holds the role; only the holder reads, and only the holder stores in the parking word (the writer's swap of the
///    parked bit and the end apart).
/// 2. While nobody holds the role the word says "parked", unless the writer has swapped the bit away since: then it wakes the dedicated
///    thread, which takes the role to park again even when another one has read the frame meanwhile.
/// 3. A leaver looks at the ring, and at the word, after it has let go. So what was written before is read by it or by whoever has the
///    role then; what is written later finds "parked". Looking before letting go would lose a frame: the dedicated thread, woken for it,
///    finds the role taken, sleeps again, and the leaver leaves. Looking at the ring alone would lose one, too: a slow writer may swap the
///    bit away for a frame that was read long ago, and the next one finds nobody parked.
/// 4. The dedicated thread reads the word before it looks and sleeps on that value, which never comes back: whatever happens in between
///    keeps it awake. A value of two states would come back (parked, swapped by the writer), and the wake-up would be lost.
/// 5. Who hands the role over leaves frames unread. It does what a writer does that has just written one: it swaps the bit away and wakes
///    the dedicated thread, after it has let go, so that this thread can enter.
/// tests/models/ring.pml checks all five.
/// </remarks>
internal sealed class ReaderRole
{
    // The state's lowest bit: somebody holds the role. The rest counts the threads that are inside, those included that have let go and
    // still look at the ring: its memory may only be unmapped after them.
    private const int Held = 1;
    private const int Visitor = 2;
    private const int Closed = int.MinValue | Held;
    private readonly RingReader _reader;
    private int _state;

    public ReaderRole(RingReader reader)
    {
        _reader = reader;

        // Invariant 2 from the start on: the word of new memory says "awake", and the dedicated thread would sleep through the first frame.
        reader.Spot.MarkParked();
    }

    /// <summary>Takes the role if it is free. From any thread. True: read, and then <see cref="TryLeave"/>.</summary>
    public bool TryEnter()
    {
        if (!TryHold(Visitor))
            return false;
        _reader.Spot.MarkAwake();
        return true;
    }

    /// <summary>Gives the role back. False: something may have come meanwhile, and the caller still holds the role, to look.</summary>
    public bool TryLeave()
    {
        int parked = _reader.Spot.MarkParked();

        // Also the Dekker fence between "parked" and the look at the ring.
        Interlocked.Decrement(ref _state);
        if ((_reader.HasData || ParkingSpot.IsWoken(parked, _reader.Spot.Value)) && TryHold(0))
        {
            _reader.Spot.MarkAwake();
            return false;
        }

        Interlocked.Add(ref _state, -Visitor);
        return true;
    }

    /// <summary>
    /// Gives the role back for good, whatever there still is to read: the dedicated thread is woken for that. By a thread that has got what
    /// it came for.
    /// </summary>
    public void HandOver()
    {
        int parked;
        do
        {
            parked = _reader.Spot.MarkParked();

            // Also the Dekker fence, as in TryLeave.
            Interlocked.Decrement(ref _state);
        }
        while (ParkingSpot.IsWoken(parked, _reader.Spot.Value) && TryHold(0));
        if (_reader.HasData)
            _reader.Spot.WakeIfParked();
        Interlocked.Add(ref _state, -Visitor);
    }

    /// <summary>
    /// The dedicated thread's wait, asleep until there may be something to read and nobody else reads it (true). False, for good: ended,
    /// all read, and no thread is inside any more or gets in again, so the ring's memory may go.
    /// </summary>
    public bool WaitToEnter()
    {
        while (true)
        {
            int seen = _reader.Spot.Value;
            if (_reader.Spot.IsEnded)
                return EnterAtEnd();
            if ((_reader.HasData || !ParkingSpot.IsParked(seen)) && TryEnter())
                return true;
            _reader.Spot.Sleep(seen, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Lets <see cref="WaitToEnter"/> end once all is read. From any thread, while the ring's memory is there.</summary>
    public void End() => _reader.End();

    // Happens once in a ring's life, and those inside leave on their own: polling is good enough.
    private bool EnterAtEnd()
    {
        var wait = new SpinWait();
        while (true)
        {
            if (_reader.HasData)
            {
                if (TryEnter())
                    return true;
            }
            else if (Interlocked.CompareExchange(ref _state, Closed, 0) is 0 or Closed)
            {
                return false;
            }

            wait.SpinOnce();
        }
    }

    private bool TryHold(int visitors)
    {
        int state = Volatile.Read(ref _state);
        while ((state & Held) == 0)
        {
            int before = Interlocked.CompareExchange(ref _state, state + visitors + Held, state);
            if (before == state)
                return true;
            state = before;
        }

        return false;
    }
}
