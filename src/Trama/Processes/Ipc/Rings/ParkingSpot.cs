using System.Diagnostics;

namespace Trama.Processes.Ipc.Rings;

/// <summary>
/// Where one side of a ring sleeps until the other side wakes it: a word in shared memory, seen from the side that sleeps. Its lowest bit
/// says "parked: wake me", the others count.
/// </summary>
/// <remarks>
/// No lost wake-up, by Dekker's scheme: each side stores, fences, and then looks at what the other stores.
/// <code>
/// sleeper: word := parked; FENCE; ready? → awake again, else sleep while the word is still that value
/// other:   head/tail := …; FENCE; word parked? → compare-and-swap the bit away and wake
/// </code>
/// Without either fence both could read the old value (a processor may keep its own store back until after its next load): the sleeper
/// finds nothing, the other finds nobody, and both wait for ever. Each value that the sleeper's side stores is a new one, so "still that
/// value" means that nothing has happened since, also when somebody went through awake → parked → awake meanwhile.
/// </remarks>
internal sealed unsafe class ParkingSpot(int* word)
{
    private const int ParkedBit = 1;
    private const int Step = 2;
    private int _last;
    private bool _isEnded;

    /// <summary>What stands in the word now.</summary>
    public int Value => Volatile.Read(ref *word);

    public bool IsEnded => Volatile.Read(ref _isEnded);

    /// <summary>Whether such a value asks the other side to wake.</summary>
    public static bool IsParked(int value) => (value & ParkedBit) != 0;

    /// <summary>Whether the other side has answered this very "parked", and nothing was stored here since.</summary>
    public static bool IsWoken(int parked, int value) => value == (parked & ~ParkedBit);

    /// <summary>The other side's step: wakes who is parked there. Without a fence: the caller fences between its store and this.</summary>
    public static void WakeIfParked(int* word)
    {
        int value = Volatile.Read(ref *word);

        // When the swap fails the sleeper has stored something new since, and looks, behind its fence, after our store.
        if (IsParked(value) && Interlocked.CompareExchange(ref *word, value & ~ParkedBit, value) == value)
            Futex.Wake(word, 1);
    }

    /// <summary>The other side's step, made on this side by who leaves something behind for whoever sleeps here.</summary>
    public void WakeIfParked() => WakeIfParked(word);

    /// <summary>Says "wake me", without a fence: the caller fences before it looks a last time. One thread at a time.</summary>
    /// <returns>The value to sleep on.</returns>
    public int MarkParked() => Mark(ParkedBit);

    /// <summary>Spares the other side the waking. One thread at a time.</summary>
    public void MarkAwake() => Mark(0);

    /// <summary>Sleeps while the word has this value; may also return for no reason.</summary>
    public void Sleep(int value, TimeSpan timeout) => Futex.Wait(word, value, timeout);

    /// <summary>Parks until ready (true), or until ended or out of time while not ready (false). One thread at a time.</summary>
    public bool ParkUntil<T>(T state, Func<T, bool> isReady, TimeSpan timeout)
    {
        // Real time, no TimeProvider: it is the kernel that sleeps.
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            int parked = MarkParked();

            // The Dekker fence of the sleeping side: "parked" is visible before anything is looked at.
            Interlocked.MemoryBarrier();
            bool isEnded = IsEnded;
            TimeSpan left = timeout == Timeout.InfiniteTimeSpan ? timeout : timeout - Stopwatch.GetElapsedTime(started);
            bool isReadyNow = isReady(state);
            if (isReadyNow || isEnded || (left <= TimeSpan.Zero && left != Timeout.InfiniteTimeSpan))
            {
                MarkAwake();
                return isReadyNow;
            }

            Sleep(parked, left);
        }
    }

    /// <summary>Ends the waits here, now and in future. From any thread, any number of times.</summary>
    public void End()
    {
        // In this order: whoever sees the word of before has not looked at the flag yet, or is woken, or finds the word changed.
        Volatile.Write(ref _isEnded, true);
        Interlocked.Add(ref *word, Step);
        Futex.Wake(word, int.MaxValue);
    }

    private int Mark(int bit)
    {
        _last = unchecked(_last + Step);
        Volatile.Write(ref *word, _last | bit);
        return _last | bit;
    }
}
