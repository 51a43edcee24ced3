using System.Diagnostics;
using Trama.Locking;

namespace Trama;

/// <summary>
/// A lock over *running*, not over data: one thread at a time runs the code between its scopes, and a thread that computes for long
/// lets the others in at its checkpoints. It is for code that is not thread-safe as a whole, and it shows what CPython's global
/// interpreter lock does.
/// </summary>
/// <remarks>
/// <para>
/// The protocol is CPython's (<c>Python/ceval_gil.c</c>): a waiter that sees no switch for one
/// <see cref="ExecutionLockOptions.SwitchInterval"/> raises a request, and the holder gives way at its next <see cref="Checkpoint"/>.
/// Nobody is interrupted: without checkpoints a hold lasts until its scope ends. One difference: the lock is handed to the
/// thread that has waited longest, where CPython forces a switch but lets the operating system choose to whom.
/// </para>
/// <para>
/// Scopes nest: a holder may enter again, and the lock is let go when the outermost scope ends, however it ends; an exception neither
/// keeps the lock nor marks it. All members may be called from any thread. What a holder wrote is visible to every later holder.
/// </para>
/// </remarks>
/// <example><code>
/// using (gil.EnterScope())
/// {
///     foreach (var item in items) { Step(item); gil.Checkpoint(); }
///     using (gil.SuspendScope()) ReadFile();      // others run meanwhile
/// }
/// </code></example>
[DebuggerDisplay("{_owner == null ? \"free\" : \"held\",nq}, {_queue.Count} waiting, {_switches} switches")]
public sealed partial class ExecutionLock
{
    // Invariants, whenever nobody is inside the gate:
    //   1. no owner => nobody waits: the lock is handed over, never dropped in front of a queue, so there is no wake-up to lose;
    //   2. a request => somebody waits: every change of hands withdraws it, the new holder has its own interval;
    //   3. a waiter is in the queue exactly while its state is Waiting.
    // _top and _lastTicket belong to the holder, not to the gate: the gate's release and acquire at each change of hands orders them,
    // as it orders all that the holders' own code writes.
    private readonly Lock _gate = new();
    private readonly LinkedList<LockWaiter> _queue = new();
    private readonly Dictionary<long, Thread> _suspended = [];
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly bool _waitersTimeThemselves;
    private Thread? _owner;
    private Thread? _lastOwner;
    private bool _orphaned;
    private long _holds;
    private long _waits;
    private long _switches;
    private TimeSpan _longestWait;
    private long _lastTicket;
    private long _top;

    // Written inside the gate, read by the holder outside of it. Volatile, so that a loop of checkpoints reads it anew each time; a
    // request seen one checkpoint late costs that checkpoint and nothing else.
    private volatile bool _requested;

    /// <summary>Makes a free lock.</summary>
    /// <param name="options">Its settings; the defaults if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">The switch interval is out of range (TRM0401).</exception>
    public ExecutionLock(ExecutionLockOptions? options = null)
    {
        options = ExecutionLockOptions.Checked(options);
        _time = options.TimeProvider;
        _interval = options.SwitchInterval;
        _waitersTimeThemselves = ReferenceEquals(_time, TimeProvider.System);
    }

    /// <summary>Whether the calling thread holds the lock now; false inside a <see cref="SuspendScope"/>.</summary>
    // No gate and no barrier: a thread's own reference is put here only by itself or before it is woken, and taken away only by itself.
    public bool IsHeldByCurrentThread => ReferenceEquals(_owner, Thread.CurrentThread);

    /// <summary>Waits for the lock, in order of arrival, and holds it until the scope is disposed; at once if already held.</summary>
    /// <param name="cancellationToken">
    /// Ends the wait. A lock that was handed over before the cancellation is kept; a token that is cancelled already is refused even
    /// when the lock is free.
    /// </param>
    /// <exception cref="OperationCanceledException">The token was cancelled first; the thread holds nothing and left the queue.</exception>
    /// <exception cref="ThreadInterruptedException">The thread was interrupted while it waited; it has left the queue.</exception>
    /// <exception cref="InvalidOperationException">The holder's thread ended without letting go of the lock (TRM0405).</exception>
    public Scope EnterScope(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsHeldByCurrentThread)
        {
            Acquire(cancellationToken);
            Debug.Assert(_top == 0, "who lets go clears the nesting, so a new hold starts without one");
        }

        long below = _top;
        _top = ++_lastTicket;
        return new Scope(this, _top, below);
    }

    /// <summary>
    /// Lets another thread run if one asked for it, and comes back when this thread has the lock again; otherwise returns at once. Call
    /// it in loops, where the state that the lock protects is in order. It can't be cancelled: the code after it relies on the lock.
    /// </summary>
    /// <exception cref="SynchronizationLockException">The calling thread does not hold the lock (TRM0402).</exception>
    /// <exception cref="InvalidOperationException">The next holder's thread ended without letting go (TRM0405).</exception>
    public void Checkpoint()
    {
        // Misuse is told every time, not only when somebody waits: a thread-static read and a compare beside the volatile read. All the
        // rest is elsewhere, so that this much is inlined into the caller's loop.
        if (_requested || !IsHeldByCurrentThread) CheckpointSlowly();
    }

    /// <summary>
    /// Lets go of the lock, all nested holds at once, until the returned scope is disposed: for blocking I/O, sleeps and waits. The
    /// thread may enter the lock anew inside it, and must leave it again there.
    /// </summary>
    /// <exception cref="SynchronizationLockException">The calling thread does not hold the lock (TRM0402).</exception>
    public Suspension SuspendScope()
    {
        (long ticket, long top) = Suspend();
        return new Suspension(this, ticket, top);
    }

    /// <summary>What <see cref="SuspendScope"/> does, for a caller that can't keep a ref struct; <see cref="Resume"/> ends it.</summary>
    internal (long Ticket, long Top) Suspend()
    {
        if (!IsHeldByCurrentThread) throw NotHeld("suspend");
        long top = _top;
        long ticket = ++_lastTicket;
        _top = 0;
        LockWaiter? next;
        lock (_gate)
        {
            _suspended.Add(ticket, Thread.CurrentThread);
            next = HandOverInsideGate();
        }

        next?.Signal();
        return (ticket, top);
    }

    /// <summary>Counts and present state, read at one instant.</summary>
    public ExecutionLockSnapshot Snapshot()
    {
        lock (_gate)
            return new(_holds, _waits, _switches, _longestWait, _queue.Count, _suspended.Count, _owner is not null);
    }

    private void CheckpointSlowly()
    {
        if (!IsHeldByCurrentThread) throw NotHeld("pass a checkpoint of");
        GiveWay();
    }

    private void Leave(long ticket, long below)
    {
        if (!IsHeldByCurrentThread)
        {
            // A resume that failed because the lock was orphaned has thrown already; a second exception from the scopes around it
            // would hide the first.
            if (_orphaned) return;
            throw NotHeld("leave");
        }

        if (_top != ticket)
        {
            throw new SynchronizationLockException("A scope of the execution lock was disposed before a scope entered after it, or twice "
                + "through a copy. Dispose scopes in the reverse order, best by 'using'. (TRM0403)");
        }

        _top = below;
        if (below != 0) return;
        LockWaiter? next;
        lock (_gate) next = HandOverInsideGate();
        next?.Signal();
    }

    internal void Resume(long ticket, long top)
    {
        lock (_gate)
        {
            bool open = _suspended.TryGetValue(ticket, out var thread) && ReferenceEquals(thread, Thread.CurrentThread);
            if (!open || IsHeldByCurrentThread)
            {
                throw new SynchronizationLockException("A suspension of the execution lock was ended twice, or before a scope entered "
                    + "inside it. Dispose scopes in the reverse order, best by 'using'. (TRM0404)");
            }

            _suspended.Remove(ticket);
        }

        Acquire(default, mayGiveUp: false);
        _top = top;
    }

    private static SynchronizationLockException NotHeld(string verb) => new(
        $"Thread {Environment.CurrentManagedThreadId} tried to {verb} an execution lock that it does not hold. "
        + "Do it between EnterScope and its Dispose, outside of SuspendScope. (TRM0402)");

    private static InvalidOperationException Orphaned() => new(
        "The thread that held the execution lock ended without disposing its scope, so nobody can get the lock any more and what it "
        + "protects may be half done. Hold the lock by 'using', and make a new ExecutionLock. (TRM0405)");
}
