using System.Diagnostics;

namespace Trama.Processes;

internal sealed partial class ProcessPool
{
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        var warm = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        List<ProcessWorker> started = [];
        lock (_gate)
        {
            if (_broken is not null)
                throw _broken;
            if (_isStopping)
                throw ShutDown();
            _warming.Add(warm);
            _isAwake = true;
            while (LiveWorkers() < _options.Workers + _options.Spares)
                started.Add(AddWorker());
        }

        started.ForEach(StartLater);
        CheckWarm();
        await warm.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The worker has started and waits for calls.</summary>
    public void Ready(ProcessWorker worker)
    {
        Events.Emit(new ExecutorEvent.WorkerStarted(Name, Events.Now, worker.Id, worker.ProcessId));
        lock (_gate)
        {
            _failedStarts = _killedStarts = 0;
            _shortage.NoteSuccessCore();
            if (worker.State == WorkerState.Starting)
                RestCore(worker);
        }

        CheckWarm();
        Dispatch();

        // What waits may all lie at workers that were there before this one.
        TakeOver();
        PrepareFor(worker);
    }

    private void StartMissing()
    {
        List<ProcessWorker>? started = null;
        ExecutorBrokenException? broken;
        lock (_gate)
        {
            if (_queue.Count == 0 && (_options.Spares == 0 || !_isAwake))
                return;
            _isAwake = true;
            broken = _broken;
            while (broken is null && LacksWorkerCore())
                (started ??= []).Add(AddWorker());
        }

        started?.ForEach(StartLater);
        if (broken is not null)
            FailQueued(broken);
    }

    // A warm-up that waits for all workers must not wait for one that failed to start: try another.
    private void Refill()
    {
        List<ProcessWorker> started = [];
        lock (_gate)
        {
            while (_warming.Count > 0 && MayStartCore(LiveWorkers()))
                started.Add(AddWorker());
        }

        started.ForEach(StartLater);
    }

    private ProcessWorker AddWorker()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread, "Workers are added under the pool's lock.");
        var worker = new ProcessWorker(this, ++_lastId, _options, _codecs);
        _workers.Add(worker);
        return worker;
    }

    private void StartLater(ProcessWorker worker)
    {
        try
        {
            WorkerStarter.Post(() => StartNow(worker));
        }
        catch (Exception error) when (error is OutOfMemoryException or ThreadStartException)
        {
            // Whoever has made a call, or told of a death, must not end for want of a thread.
            worker.NeverStart();
            StartFailed(worker, $"there is no thread to start it: {error.Message}", null);
        }
    }

    private void StartNow(ProcessWorker worker)
    {
        try
        {
            _command ??= _options.Command ?? WorkerCommand.ForThisApp();
        }
        catch (PlatformNotSupportedException error)
        {
            lock (_gate)
                _workers.Remove(worker);
            worker.NeverStart();
            Break(error.Message, error);
            Dispatch();
            return;
        }

        worker.Start(_command);
    }

    private int LiveWorkers() => _workers.Count(static worker => worker.State != WorkerState.Stopping);

    private void CheckWarm()
    {
        TaskCompletionSource[] warmed;
        bool isStopping;
        lock (_gate)
        {
            isStopping = _isStopping;
            if (_warming.Count == 0 || (!isStopping && !IsWarmCore()))
                return;
            warmed = [.. _warming];
            _warming.Clear();
        }

        foreach (TaskCompletionSource warm in warmed)
        {
            if (isStopping)
                warm.TrySetException(ShutDown());
            else
                warm.TrySetResult();
        }
    }

    // All that may be, or all that can be had at the moment.
    private bool IsWarmCore()
    {
        int up = _workers.Count(static worker => worker.State is WorkerState.Idle or WorkerState.Busy);
        return up >= _options.Workers + _options.Spares
            || (up > 0 && _shortage.IsOn && !_workers.Exists(static worker => worker.State == WorkerState.Starting));
    }

    private ObjectDisposedException ShutDown() =>
        new(Name, $"Executor '{Name}' was shut down while its workers were starting. Make a new one. (TRM0505)");
}
