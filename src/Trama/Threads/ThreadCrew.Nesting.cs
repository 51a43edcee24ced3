namespace Trama.Threads;

// A call that is submitted from inside a call of the same executor is probably awaited there. When every worker runs a call that waits
// like that for one that has not started, none ever will.
internal sealed partial class ThreadCrew
{
    /// <summary>Notes a nested call. False when it would be the one that leaves no worker to run it: it has failed then.</summary>
    private bool MayNest(ThreadWorker worker, Call nested)
    {
        lock (_gate)
        {
            // An abandoned worker takes no place in the crew; neither does a call that has ended already wait for anything.
            if (worker.Current is not { HasEnded: false })
                return true;
            worker.Nested.Add(nested);
            if (_count < Max || !_workers.TrueForAll(w => w.WaitsForNested))
                return true;
            worker.Nested.Remove(nested);
        }

        for (Call? call = nested; call is not null; call = call.Next)
            call.Fail(new PoolDeadlockException(call.FunctionName, _name, Max));
        return false;
    }

    /// <summary>The worker's call has ended, so it waits for nothing any more.</summary>
    public void ClearNested(ThreadWorker worker)
    {
        lock (_gate)
            worker.Nested.Clear();
    }
}
