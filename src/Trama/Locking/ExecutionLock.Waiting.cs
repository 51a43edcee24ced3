using System.Diagnostics;
using Trama.Locking;

namespace Trama;

// How the lock changes hands. Everything that reads or moves the queue is inside the gate and says so in its name; waiters are woken
// outside of it, so that the woken thread does not run into the gate at once.
public sealed partial class ExecutionLock
{
    private void Acquire(CancellationToken cancellationToken, bool mayGiveUp = true)
    {
        LockWaiter waiter;
        lock (_gate)
        {
            if (_orphaned) throw Orphaned();
            if (_owner is null)
            {
                Debug.Assert(_queue.Count == 0, "a free lock has no waiters");
                TakeInsideGate(Thread.CurrentThread);
                return;
            }

            waiter = EnqueueInsideGate();
        }

        Await(waiter, mayGiveUp, cancellationToken);
    }

    private void GiveWay()
    {
        LockWaiter waiter;
        LockWaiter? next;
        long top = _top;
        lock (_gate)
        {
            Debug.Assert(_queue.Count > 0 || !_requested, "a request means that somebody waits");
            if (_queue.Count == 0) return;

            // To the end of the queue first: whoever waited before this checkpoint runs before this thread comes back.
            waiter = EnqueueInsideGate();
            _top = 0;
            next = HandOverInsideGate();
        }

        next!.Signal();
        Await(waiter, mayGiveUp: false, default);
        _top = top;
    }

    private LockWaiter EnqueueInsideGate()
    {
        var waiter = new LockWaiter(Thread.CurrentThread, _time.GetTimestamp(), _switches);
        _queue.AddLast(waiter);
        return waiter;
    }

    private LockWaiter? HandOverInsideGate()
    {
        Debug.Assert(IsHeldByCurrentThread, "only the holder hands over");
        _requested = false;
        var next = _queue.First?.Value;
        if (next is null)
        {
            _owner = null;
            return null;
        }

        _queue.RemoveFirst();
        next.State = LockWaiterState.Granted;
        _waits++;
        var waited = _time.GetElapsedTime(next.Since);
        if (waited > _longestWait) _longestWait = waited;
        TakeInsideGate(next.Thread);
        return next;
    }

    private void TakeInsideGate(Thread thread)
    {
        _owner = thread;
        _holds++;
        if (_lastOwner is not null && !ReferenceEquals(_lastOwner, thread)) _switches++;
        _lastOwner = thread;
    }

    private void Await(LockWaiter waiter, bool mayGiveUp, CancellationToken cancellationToken)
    {
        using (cancellationToken.UnsafeRegister(_ => RemoveFromQueue(waiter, LockWaiterState.Withdrawn), null))
        using (_waitersTimeThemselves ? null : _time.CreateTimer(_ => OnInterval(waiter), null, _interval, _interval))
            Park(waiter, mayGiveUp);

        // The signal came after the state, and both the wait and the gate order this read behind them.
        if (waiter.State == LockWaiterState.Granted) return;
        if (waiter.State == LockWaiterState.Orphaned) throw Orphaned();
        throw new OperationCanceledException(cancellationToken);
    }

    private void Park(LockWaiter waiter, bool mayGiveUp)
    {
        var interval = _waitersTimeThemselves ? _interval : Timeout.InfiniteTimeSpan;
        bool interrupted = false;
        while (true)
        {
            try
            {
                if (waiter.Wait(interval)) break;
                OnInterval(waiter);
            }
            catch (ThreadInterruptedException)
            {
                // A thread that came to enter leaves the queue. One that takes back what it held must not go on without it: it keeps
                // its place, and the interrupt is delivered at its next wait.
                if (mayGiveUp && RemoveFromQueue(waiter, LockWaiterState.Withdrawn)) throw;
                interrupted = true;
            }
        }

        if (interrupted) Thread.CurrentThread.Interrupt();
    }

    // One switch interval of this waiter has passed. A switch in the meantime means that the lock moves: wait another interval, as
    // CPython does, or many waiters would make the holders switch far more often than the interval says.
    private void OnInterval(LockWaiter waiter)
    {
        bool orphaned = false;
        lock (_gate)
        {
            if (waiter.State != LockWaiterState.Waiting) return;
            if (_owner is { IsAlive: false }) orphaned = _orphaned = true;
            else if (waiter.SwitchesSeen == _switches) _requested = true;
            waiter.SwitchesSeen = _switches;
        }

        if (orphaned) RemoveFromQueue(waiter, LockWaiterState.Orphaned);
    }

    private bool RemoveFromQueue(LockWaiter waiter, LockWaiterState state)
    {
        lock (_gate)
        {
            // Handed over already: the thread is the owner and keeps the lock, else nobody would have it.
            if (waiter.State != LockWaiterState.Waiting) return false;
            _queue.Remove(waiter);
            if (_queue.Count == 0) _requested = false;
            waiter.State = state;
        }

        waiter.Signal();
        return true;
    }
}
