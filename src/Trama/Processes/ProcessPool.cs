using System.Diagnostics;
using Trama.Running.Mapping;

namespace Trama.Processes;

/// <summary>
/// The workers of one executor and the calls that wait for them. It knows its executor only weakly: an executor that nobody holds any more
/// can be collected, and ends its workers then.
/// </summary>
/// <remarks>
/// Invariants, under <c>_gate</c>: never more than <c>Workers</c> workers that are not stopping; while calls wait, every worker is busy, or
/// one is starting, or the pool is broken; a call is in the queue, or in one worker's hands, or ended.
/// </remarks>
internal sealed class ProcessPool
{
    // A worker that can't start once may have met a busy machine; one that can't three times in a row never will.
    private const int MaxFailedStarts = 3;

    // One that was killed from outside says nothing about the next. Still there must be an end to it.
    private const int MaxKilledStarts = 20;

    private readonly WeakReference<ProcessExecutor> _executor;
    private readonly ProcessExecutorOptions _options;
    private readonly CodecSet _codecs;
    private readonly Lock _gate = new();
    private readonly CallQueue _queue = new();
    private readonly List<ProcessWorker> _workers = [];
    private readonly List<TaskCompletionSource> _warming = [];
    private WorkerCommand? _command;
    private ExecutorBrokenException? _broken;
    private int _lastId;
    private int _failedStarts;
    private int _killedStarts;
    private bool _isStopping;
    private bool _sendsAhead = true;

    public ProcessPool(ProcessExecutor executor, ProcessExecutorOptions options, CodecSet codecs, EventSink events)
    {
        _executor = new WeakReference<ProcessExecutor>(executor);
        _options = options;
        _codecs = codecs;
        Name = executor.Name;
        Events = events;
    }

    public string Name { get; }

    public EventSink Events { get; }

    /// <summary>The kind of channel that the workers use; the portable one while there is no worker.</summary>
    public string ChannelName => WorkersNow().Select(static worker => worker.ChannelName).FirstOrDefault(static name => name is not null) ?? SocketChannel.Kind;

    public void Submit(Call head)
    {
        // From the first call with a priority on nothing goes ahead of its turn: one of higher priority would come too late.
        if (head.Options.Priority != 0)
            SendNothingAhead();
        lock (_gate)
            _queue.Enqueue(head);
        Dispatch()?.OfferHelp();
    }

    /// <summary>Cancels what waits: in the queue, and at workers ahead of its turn.</summary>
    public void CancelQueued()
    {
        SendNothingAhead();
        while (Dequeue() is { } call)
            call.CancelIfQueued(CancellationToken.None);
        foreach (ProcessWorker worker in WorkersNow())
            worker.EndChunk();
    }

    public void KillRunning()
    {
        // No worker takes the place of those that are killed here: this is the executor's end.
        lock (_gate)
            _isStopping = true;
        foreach (ProcessWorker worker in WorkersNow())
            worker.Kill(CallEnding.ShutDown);
    }

    /// <summary>Ends a running call by its worker; see <see cref="ProcessWorker.End"/>.</summary>
    public void End(Call call, CallEnding ending)
    {
        // All workers are asked, not the one that the call names: the call may be starting in this moment, its worker not yet noted.
        foreach (ProcessWorker worker in WorkersNow())
            worker.End(call, ending);
    }

    /// <summary>Asks all workers to exit and starts no more.</summary>
    public void Stop()
    {
        ProcessWorker[] workers;
        lock (_gate)
        {
            _isStopping = true;
            foreach (ProcessWorker worker in _workers)
                worker.State = WorkerState.Stopping;
            workers = [.. _workers];
        }

        foreach (ProcessWorker worker in workers)
            worker.Stop();
        CheckWarm();
    }

    /// <summary>Stops all workers and waits until they are gone.</summary>
    public async Task StopAsync()
    {
        Stop();
        await Task.WhenAll(WorkersNow().Select(static worker => worker.Gone)).ConfigureAwait(false);

        // A worker that died on the way may have put its call back, and nobody is left to run it.
        CancelQueued();
    }

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
            while (LiveWorkers() < _options.Workers)
                started.Add(AddWorker());
        }

        started.ForEach(StartLater);
        CheckWarm();
        await warm.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public IReadOnlyList<WorkerSnapshot> Snapshot() => [.. WorkersNow().Select(static worker => worker.Snapshot())];

    /// <summary>The worker has started and waits for calls.</summary>
    public void Ready(ProcessWorker worker)
    {
        Events.Emit(new ExecutorEvent.WorkerStarted(Name, Events.Now, worker.Id, worker.ProcessId));
        lock (_gate)
        {
            _failedStarts = _killedStarts = 0;
            if (worker.State == WorkerState.Starting)
                worker.State = WorkerState.Idle;
        }

        CheckWarm();
        Dispatch();
    }

    /// <summary>Whether a worker that has taken that many calls makes room for a fresh one.</summary>
    public bool IsSpent(long taken) => taken >= _options.MaxCallsPerWorker;

    /// <summary>
    /// The next call for a worker, or null when there is none for it: then a worker that has nothing to do is idle from now on. In one
    /// breath, so that a call that comes now finds the worker idle, or the worker the call.
    /// </summary>
    public Call? TryDequeueFor(ProcessWorker worker, bool isFirst)
    {
        lock (_gate)
        {
            if (isFirst)
            {
                Call? call = _queue.Dequeue();
                if (call is null && worker.State == WorkerState.Busy)
                    worker.State = WorkerState.Idle;
                return call;
            }

            // Ahead of its turn goes only what can be had back at any time, and was promised nothing about its time in the queue.
            return _sendsAhead && _queue.Peek() is { IsStream: false } next && next.Options.QueueTimeout is null ? _queue.Dequeue() : null;
        }
    }

    /// <summary>A worker has nothing to do: whatever lies at another ahead of its turn is shared.</summary>
    public void TakeOver()
    {
        ProcessWorker? busiest = null;
        lock (_gate)
        {
            foreach (ProcessWorker worker in _workers)
            {
                if (worker.Ahead > (busiest?.Ahead ?? 0))
                    busiest = worker;
            }
        }

        if (busiest is null)
            return;
        Recall(busiest, half: true);
        Dispatch();
    }

    /// <summary>The worker has served its number of calls, and takes no more.</summary>
    public void Recycle(ProcessWorker worker, long served)
    {
        lock (_gate)
            worker.State = WorkerState.Stopping;
        Events.Emit(new ExecutorEvent.WorkerRecycled(Name, Events.Now, worker.Id, $"it has served its {served} calls"));
        worker.Stop();
        Dispatch();
    }

    /// <summary>The worker ended before it was ready.</summary>
    public void StartFailed(ProcessWorker worker, string why, Exception? initializerError, bool wasKilled = false)
    {
        bool givesUp;
        lock (_gate)
        {
            if (!_workers.Remove(worker))
                return;
            bool isHopeless = wasKilled ? ++_killedStarts >= MaxKilledStarts : ++_failedStarts >= MaxFailedStarts;
            givesUp = (initializerError is not null || isHopeless) && !_isStopping;
        }

        Events.Emit(new ExecutorEvent.WorkerDied(Name, Events.Now, worker.Id, worker.ProcessId, why));
        if (givesUp)
            Break(initializerError is not null ? $"{why[..1].ToUpperInvariant()}{why[1..]}" : $"Workers can't be started; the last one: {why}", initializerError);
        else
            Refill();
        CheckWarm();
        Dispatch();
    }

    /// <summary>The worker's process has ended. What it leaves undone is ended, or put back.</summary>
    public void Died(ProcessWorker worker, WorkerEnd end)
    {
        lock (_gate)
            _workers.Remove(worker);
        Report(worker, end);

        // The last one first: each goes in front of the queue.
        for (int i = end.Calls.Count - 1; i >= 0; i--)
            Settle(end.Calls[i], end.Death);
        Refill();
        CheckWarm();
        Dispatch();
    }

    private void Report(ProcessWorker worker, WorkerEnd end)
    {
        CallEnding ending = end.Calls.FirstOrDefault(static call => call.Ending != CallEnding.None).Ending;
        if (ending is CallEnding.Canceled or CallEnding.TimedOut)
            Events.Emit(new ExecutorEvent.WorkerReplaced(
                Name, Events.Now, worker.Id, ending == CallEnding.TimedOut ? "its call ran into its timeout" : "its call was cancelled"));
        else if (!end.WasAsked)
            Events.Emit(new ExecutorEvent.WorkerDied(Name, Events.Now, worker.Id, end.Death.ProcessId, end.Death.Reason));
    }

    private void Settle(LeftCall left, WorkerDeath death)
    {
        // (1) The executor ended it. (2) Its function had not begun: the death is none of its business. (3) It may run again; not a
        // stream, whose first items have left. (4) It takes the blame.
        Call call = left.Call;
        if (left.Ending == CallEnding.TimedOut)
            call.TimeOut(death);
        else if (left.Ending is CallEnding.Canceled or CallEnding.ShutDown)
            call.Cancel(call.CallerToken);
        else if (!left.HasBegun)
            PutBack(call, counts: false);
        else if (call.Options.Idempotent && !call.IsStream && call.Attempts < call.Options.MaxAttempts)
            PutBack(call, counts: true);
        else if (call is IChunk chunk)
            BlameItem(call, chunk, death);
        else
            Blame(call, death);
    }

    /// <summary>Gets calls back from a worker, where they lie ahead of their turn, into the queue.</summary>
    private void Recall(ProcessWorker worker, bool half)
    {
        List<Call> calls = [];
        worker.GiveBack(half, calls);
        foreach (Call call in calls)
            PutBack(call, counts: false);
    }

    private void SendNothingAhead()
    {
        lock (_gate)
        {
            if (!_sendsAhead)
                return;
            _sendsAhead = false;
        }

        foreach (ProcessWorker worker in WorkersNow())
            Recall(worker, half: false);
    }

    private void PutBack(Call call, bool counts)
    {
        if (!call.TryTakeBack() && !call.TryRequeue(counts))
            return;
        bool isStopping;
        lock (_gate)
        {
            _queue.PutBack(call);
            isStopping = _isStopping;
        }

        // A cancellation that came while the call was between two places found it at neither; a shutdown by force may have swept the
        // queue before it came.
        if (isStopping)
            call.CancelIfQueued(CancellationToken.None);
        else if (call.CallerToken.IsCancellationRequested)
            call.CancelIfQueued(call.CallerToken);
    }

    // The item whose turn it was takes the blame; those before it have their results, and those behind it move on.
    private void BlameItem(Call call, IChunk chunk, WorkerDeath death)
    {
        if (chunk.Remaining().Items > 0)
            chunk.ReceiveError(new WorkerCrashedException(call.FunctionName, death, call.Attempts));
        if (chunk.Remaining().Items > 0)
            PutBack(call, counts: false);
        else
            call.EndWithPayload(new PayloadReader([], _codecs));
        chunk.TellProgress();
    }

    private void Blame(Call call, WorkerDeath death)
    {
        if (call.Options.Idempotent)
            Events.Emit(new ExecutorEvent.CallQuarantined(Name, Events.Now, call.FunctionName, call.Attempts));
        call.Fail(new WorkerCrashedException(call.FunctionName, death, call.Attempts));
    }

    /// <summary>Brings waiting calls and idle workers together, and starts workers for the calls that are left.</summary>
    /// <returns>A worker that was idle and has calls now, or null.</returns>
    private ProcessWorker? Dispatch()
    {
        ProcessWorker? matched = null;
        while (TryMatch() is { } worker)
        {
            worker.Fill();
            matched = worker;
        }

        StartMissing();
        return matched;
    }

    private ProcessWorker? TryMatch()
    {
        lock (_gate)
        {
            if (_queue.Count == 0 || _workers.Find(static candidate => candidate.State == WorkerState.Idle) is not { } worker)
                return null;
            worker.State = WorkerState.Busy;
            return worker;
        }
    }

    private void StartMissing()
    {
        List<ProcessWorker> started = [];
        ExecutorBrokenException? broken;
        lock (_gate)
        {
            if (_queue.Count == 0)
                return;
            broken = _broken;
            if (broken is null && _workers.Count >= _options.Workers && LiveWorkers() == _options.Workers)
                return;
            int starting = _workers.Count(static worker => worker.State == WorkerState.Starting);
            while (broken is null && !_isStopping && starting < _queue.Count && LiveWorkers() < _options.Workers)
            {
                started.Add(AddWorker());
                starting++;
            }
        }

        started.ForEach(StartLater);
        if (broken is not null)
            FailQueued(broken);
    }

    // A warm-up that waits for all workers must not wait for one that failed to start: try another.
    private void Refill()
    {
        List<ProcessWorker> started = [];
        lock (_gate)
        {
            while (_warming.Count > 0 && !_isStopping && LiveWorkers() < _options.Workers)
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

    private void StartLater(ProcessWorker worker) => WorkerStarter.Post(() => StartNow(worker));

    private void StartNow(ProcessWorker worker)
    {
        try
        {
            _command ??= WorkerCommand.ForThisApp();
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
            if (_warming.Count == 0 || (!isStopping && _workers.Count(IsUp) < _options.Workers))
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

        static bool IsUp(ProcessWorker worker) => worker.State is WorkerState.Idle or WorkerState.Busy;
    }

    private ObjectDisposedException ShutDown() =>
        new(Name, $"Executor '{Name}' was shut down while its workers were starting. Make a new one. (TRM0505)");

    private void Break(string what, Exception? reason)
    {
        TaskCompletionSource[] warming;
        ExecutorBrokenException broken;
        if (_executor.TryGetTarget(out ProcessExecutor? executor))
        {
            executor.BreakBy(what, reason);
            broken = executor.BrokenBy!;
        }
        else
        {
            broken = new ExecutorBrokenException(Name, what, reason);
        }

        lock (_gate)
        {
            _broken = broken;
            warming = [.. _warming];
            _warming.Clear();
        }

        foreach (TaskCompletionSource warm in warming)
            warm.TrySetException(broken);
        FailQueued(broken);
    }

    private void FailQueued(ExecutorBrokenException reason)
    {
        while (Dequeue() is { } call)
            call.Fail(reason);
    }

    private Call? Dequeue()
    {
        lock (_gate)
            return _queue.Dequeue();
    }

    private ProcessWorker[] WorkersNow()
    {
        lock (_gate)
            return [.. _workers];
    }
}
