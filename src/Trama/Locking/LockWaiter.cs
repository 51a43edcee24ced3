namespace Trama.Locking;

internal enum LockWaiterState
{
    /// <summary>In the queue.</summary>
    Waiting,

    /// <summary>Out of the queue; its thread is the owner, whether or not it has woken up yet.</summary>
    Granted,

    /// <summary>Out of the queue, because it was cancelled or interrupted.</summary>
    Withdrawn,

    /// <summary>Out of the queue: the holder's thread ended without letting go, so nobody can be granted the lock again.</summary>
    Orphaned,
}

/// <summary>One thread's place in an <see cref="ExecutionLock"/>'s queue. All but the signal is guarded by the lock's gate.</summary>
internal sealed class LockWaiter(Thread thread, long since, long switchesSeen)
{
    // A latch: a signal sent before the thread parks is not lost. No spinning: a holder keeps the lock for milliseconds, and a waiter
    // that spins takes a core from the very thread it waits for.
    private readonly object _latch = new();
    private bool _signalled;

    public Thread Thread { get; } = thread;

    /// <summary>When the wait began, as a timestamp of the lock's clock.</summary>
    public long Since { get; } = since;

    /// <summary>The lock's count of switches when the current interval began.</summary>
    public long SwitchesSeen { get; set; } = switchesSeen;

    public LockWaiterState State { get; set; }

    /// <summary>Wakes the thread. Called once, after <see cref="State"/> has left <see cref="LockWaiterState.Waiting"/>.</summary>
    public void Signal()
    {
        lock (_latch)
        {
            _signalled = true;
            Monitor.Pulse(_latch);
        }
    }

    /// <summary>Parks the thread until <see cref="Signal"/>, or for one interval; true if signalled.</summary>
    public bool Wait(TimeSpan interval)
    {
        lock (_latch)
        {
            if (!_signalled) Monitor.Wait(_latch, interval);
            return _signalled;
        }
    }
}
