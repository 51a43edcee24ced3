using Trama.Processes.Life;

namespace Trama.Processes;

/// <content>Workers that are idle, spare or watched.</content>
internal sealed partial class ProcessPool
{
    /// <summary>The workers that a watch looks at. None: the watch sleeps from now on.</summary>
    public IReadOnlyList<ProcessWorker> BusyWorkersFor(BusyWatch watch)
    {
        lock (_gate)
        {
            List<ProcessWorker> busy = _workers.FindAll(static worker => worker.State == WorkerState.Busy);
            if (busy.Count == 0)
                watch.SleepCore();
            return busy;
        }
    }

    /// <summary>
    /// The worker's process has closed its end, and what it had not begun was had back. From now on it counts no more, though its death is
    /// still to be explained: see <see cref="Died"/>.
    /// </summary>
    /// <param name="worker">The worker.</param>
    /// <param name="calls">What it had not begun, the last one first.</param>
    public void Lost(ProcessWorker worker, List<Call> calls)
    {
        lock (_gate)
            worker.State = WorkerState.Stopping;
        foreach (Call call in calls)
            PutBack(call, counts: false);
        Dispatch();
    }

    private IEnumerable<BusyWatch> MakeWatches()
    {
        if (_options.HeartbeatTimeout != Timeout.InfiniteTimeSpan)
            yield return new Heartbeat(this, _options.TimeProvider, _options.HeartbeatTimeout);
        if (_options.HardMemoryLimit is not null)
            yield return new MemoryWatch(this, _options.TimeProvider);
    }

    private void RestCore(ProcessWorker worker)
    {
        worker.State = WorkerState.Idle;
        _idle?.Note(worker);
        _rest.Note();
    }

    // In one breath with the choice, so that a call which comes now finds the worker idle, or on its way out.
    private void EndIdle()
    {
        List<ProcessWorker> overdue;
        lock (_gate)
        {
            overdue = _idle!.TakeOverdue(_workers, _options.Spares);
            foreach (ProcessWorker worker in overdue)
                worker.State = WorkerState.Stopping;

            // Spares are wanted again with the next call.
            if (LiveWorkers() == 0)
                _isAwake = false;
        }

        foreach (ProcessWorker worker in overdue)
        {
            Events.Emit(new ExecutorEvent.WorkerRecycled(
                Name, Events.Now, worker.Id, $"it was idle for {_options.IdleTimeout.TotalSeconds:0.###} s"));
            worker.Stop();
        }

        // One of them may have been what a call was to get.
        Dispatch();
    }

    // As many as the waiting calls may have at one time, and the spare ones on top once there has been a call.
    private bool LacksWorkerCore()
    {
        int live = LiveWorkers();
        if (!MayStartCore(live))
            return false;
        int busy = BusyWorkers();
        int wanted = Math.Min(_queue.Count, _options.Workers - busy) + (_isAwake ? _options.Spares : 0);
        return live - busy < wanted;
    }

    // While no more can be had, one is tried when there is none; after that, one at a time until one has come.
    private bool MayStartCore(int live) =>
        !_isStopping && live < _options.Workers + _options.Spares
        && (live == 0 || !(_shortage.IsOn || (_shortage.IsTrial && _workers.Exists(static worker => worker.State == WorkerState.Starting))));

    private void TryForMore()
    {
        lock (_gate)
            _shortage.EndPauseCore();
        Refill();
        Dispatch();
    }

    private int BusyWorkers()
    {
        int busy = 0;
        foreach (ProcessWorker worker in _workers)
            busy += worker.State == WorkerState.Busy ? 1 : 0;
        return busy;
    }
}
