using System.Diagnostics;
using Trama.Async.Sockets;

namespace Trama.Async;

/// <summary>
/// The FIFO of a loop or pump: many threads post, one thread takes. The taker swaps two arrays under the lock and then works through the
/// batch without it, so a post costs one short lock and no allocation.
/// </summary>
/// <remarks>
/// Invariants: <c>_incoming</c>, <c>_open</c>, <c>_signalled</c>, <c>_parked</c> and <c>_parkedIn</c> change only under <c>_gate</c>;
/// <c>_batch</c> and <c>_head</c> belong to the taker. Everything in <c>_batch</c> was posted before everything in <c>_incoming</c>: that is the order.
/// One lock for posts from the loop's own thread too: a second queue for them would let a later post overtake an earlier one.
/// </remarks>
internal sealed class CallbackQueue(bool open)
{
    /// <summary>An array above this size is given back when a burst is over, so that one flood does not stay in memory for good.</summary>
    private const int KeptCapacity = 1 << 14;

    private readonly object _gate = new();
    private LoopCallback[] _incoming = new LoopCallback[16];
    private LoopCallback[] _batch = new LoopCallback[16];
    private int _incomingCount;
    private int _batchCount;
    private int _head;
    private bool _open = open;
    private bool _signalled;
    private bool _parked;
    private LoopSelector? _parkedIn; // where the taker sleeps if not on the gate; it outlives the sleep

    /// <summary>How many callbacks wait; a snapshot, exact only on the taker's thread while nobody posts.</summary>
    internal int Count => Volatile.Read(ref _incomingCount) + _batchCount - _head;

    /// <summary>Adds at the end, or returns false once the queue is closed.</summary>
    internal bool TryPost(LoopCallback callback)
    {
        lock (_gate)
        {
            if (!_open)
                return false;

            if (_incomingCount == _incoming.Length)
                Array.Resize(ref _incoming, _incomingCount * 2);

            _incoming[_incomingCount++] = callback;
            WakeWhileLocked();
            return true;
        }
    }

    /// <summary>
    /// Adds at the end. Once closed, nobody takes any more: then the shared pool runs it, because a continuation that is thrown away would
    /// leave its function unfinished for ever, with its locks and files held.
    /// </summary>
    internal void Post(LoopCallback callback)
    {
        if (!TryPost(callback))
            RunOnSharedPool(callback);
    }

    /// <summary>Ends a <see cref="Wait"/> under way, or the next one at once. Any thread.</summary>
    internal void Signal()
    {
        lock (_gate)
        {
            _signalled = true;
            WakeWhileLocked();
        }
    }

    /// <summary>The oldest callback, if there is one. The taker's thread only.</summary>
    internal bool TryTake(out LoopCallback callback)
    {
        if (_head == _batchCount && !TrySwap())
        {
            callback = default;
            return false;
        }

        ref var slot = ref _batch[_head++];
        callback = slot;
        slot = default; // what was taken must not be kept alive until the batch ends
        return true;
    }

    /// <summary>Sleeps until a post, a signal or the end of the time; may also return early. The taker's thread only.</summary>
    /// <param name="milliseconds">0 or more, or <see cref="Timeout.Infinite"/>.</param>
    /// <param name="hook">Called around a wait that really blocks.</param>
    internal void Wait(int milliseconds, IBlockingWait? hook)
    {
        if (TryConsumeSignal())
            return;

        // Outside the lock: the hook may take locks of its own, and posters must not wait for them.
        hook?.BeforeWait();
        try
        {
            lock (_gate)
            {
                if (_incomingCount == 0 && !_signalled)
                {
                    _parked = true;
                    Monitor.Wait(_gate, milliseconds);
                    _parked = false;
                }

                _signalled = false;
            }
        }
        finally
        {
            hook?.AfterWait();
        }
    }

    /// <summary>As <see cref="Wait"/>, but asleep in a selector, which posters ring; also ended by its events.</summary>
    internal void WaitIn(LoopSelector selector, TimeSpan time)
    {
        lock (_gate)
        {
            if (_incomingCount > 0 || _signalled)
                time = TimeSpan.Zero;
            else
                (_parked, _parkedIn) = (true, selector);
        }

        try
        {
            selector.Wait(time);
        }
        finally
        {
            // A ring after this line finds nobody parked and is not made; one before it is over, since it is made under the lock.
            lock (_gate)
                (_parked, _parkedIn, _signalled) = (false, null, false);
        }
    }

    internal void Open()
    {
        lock (_gate)
        {
            Debug.Assert(!_open, "A queue has one taker: it is opened once and closed before it is opened again.");
            _open = true;
        }
    }

    /// <summary>No more posts; what was posted before can still be taken.</summary>
    internal void Refuse()
    {
        lock (_gate)
            _open = false;
    }

    /// <summary>No more posts; hands what is left to the shared pool. The taker's thread only.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _open = false;
            _signalled = false;
        }

        while (TryTake(out var callback))
            RunOnSharedPool(callback);
    }

    private static void RunOnSharedPool(LoopCallback callback) =>
        ThreadPool.UnsafeQueueUserWorkItem(static late => late.Invoke(), callback, preferLocal: false);

    private void WakeWhileLocked()
    {
        Debug.Assert(Monitor.IsEntered(_gate), "The sleeper looks and falls asleep under this lock: a pulse outside could be missed.");
        if (!_parked)
            return;

        _parked = false; // one is enough, whatever comes after it in the same burst
        if (_parkedIn is { } selector)
            selector.Ring();
        else
            Monitor.Pulse(_gate);
    }

    private bool TryConsumeSignal()
    {
        lock (_gate)
        {
            var ready = _signalled || _incomingCount > 0;
            _signalled = false;
            return ready;
        }
    }

    private bool TrySwap()
    {
        Debug.Assert(_head == _batchCount, "Swapping early would lose the rest of the batch.");

        // Read without the lock: a post that is missed here is seen by Wait, which looks again under the lock.
        if (Volatile.Read(ref _incomingCount) == 0)
            return false;

        var spent = _batch.Length > KeptCapacity && _batchCount < _batch.Length / 4 ? new LoopCallback[16] : _batch;
        lock (_gate)
        {
            (_batch, _incoming) = (_incoming, spent);
            _batchCount = _incomingCount;
            _incomingCount = 0;
        }

        _head = 0;
        return true;
    }
}
