namespace Trama.Threads;

// What becomes of waiting calls once nobody serves the queue any more. Refusing is: set why, full fence, empty the queue. Submitting is:
// enqueue, full fence, look whether the queue refuses. Whichever comes second ends the call.
internal sealed partial class CallQueue
{
    private volatile Refusal _refusal;
    private ExecutorBrokenException? _reason;

    private enum Refusal
    {
        None,
        Broken,
        Killed,
    }

    public bool IsRefusing => _refusal != Refusal.None;

    public bool IsKilled => _refusal == Refusal.Killed;

    /// <summary>From now on waiting calls fail with the reason, unless the queue is killed.</summary>
    public void Break(ExecutorBrokenException reason)
    {
        _reason = reason;
        if (_refusal == Refusal.None)
            _refusal = Refusal.Broken;
        Interlocked.MemoryBarrier();
        Empty();
    }

    /// <summary>From now on no function runs. The caller ends what runs, then calls <see cref="Empty"/>.</summary>
    public void Kill()
    {
        // Fenced: a call that starts after the caller has looked at the running ones sees the flag and does not run its function.
        _refusal = Refusal.Killed;
        Interlocked.MemoryBarrier();
    }

    /// <summary>Ends all waiting calls, and those chained behind them, as the refusal says.</summary>
    public void Empty()
    {
        while (TryDequeue(out Call? call))
        {
            for (; call is not null; call = call.Next)
            {
                if (IsKilled)
                    call.CancelIfQueued(CancellationToken.None);
                else
                    call.Fail(_reason!);
            }
        }
    }

    /// <summary>Ends all waiting calls, and those chained behind them, as cancelled; the queue goes on.</summary>
    public void Cancel()
    {
        while (TryDequeue(out Call? call))
            CancelChain(call);
    }

    public static void CancelChain(Call? call)
    {
        for (; call is not null; call = call.Next)
            call.CancelIfQueued(CancellationToken.None);
    }
}
