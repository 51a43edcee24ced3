using Trama.Async;

namespace Trama.Threads;

/// <summary>Lets go of a worker's execution lock while an asynchronous function waits, so that others may run.</summary>
internal sealed class LockSuspension(ExecutionLock executionLock) : IBlockingWait
{
    private long _ticket;
    private long _top;

    /// <summary>Why the lock could not be taken back, or null. Its worker must not go on as if it held it.</summary>
    public Exception? Failure { get; private set; }

    public void BeforeWait()
    {
        if (executionLock.IsHeldByCurrentThread)
            (_ticket, _top) = executionLock.Suspend();
    }

    public void AfterWait()
    {
        if (_ticket == 0)
            return;
        try
        {
            executionLock.Resume(_ticket, _top);
        }
        catch (InvalidOperationException orphaned)
        {
            Failure = orphaned;
        }

        _ticket = 0;
    }
}
