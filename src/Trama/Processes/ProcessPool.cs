using System.Diagnostics.CodeAnalysis;
using Trama.Processes.Life;

namespace Trama.Processes;

/// <summary>
/// The workers of one executor and the calls that wait for them. It knows its executor only weakly: an executor that nobody holds any more
/// can be collected, and ends its workers then.
/// </summary>
/// <remarks>
/// Invariants, under <c>_gate</c>: never more than <c>Workers</c> workers that are busy, nor more than <c>Workers</c> and <c>Spares</c>
/// that are not stopping; while calls wait, as many as may or can be had are busy, or one is starting, or the pool is broken; a call is in the queue,
/// or in one worker's hands, or ended.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "StopAsync disposes of the timers; those of a dropped pool are unset when its workers are gone.")]
internal sealed partial class ProcessPool
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
    private readonly BusyWatch[] _watches;
    private readonly IdleWatch? _idle;
    private readonly RestartIntensity _restarts;
    private readonly Shortage _shortage;
    private bool _isAwake;
    private bool _isStopping;
    private bool _sendsAhead = true;

    public ProcessPool(ProcessExecutor executor, ProcessExecutorOptions options, CodecSet codecs, EventSink events)
    {
        _executor = new WeakReference<ProcessExecutor>(executor);
        _options = options;
        _codecs = codecs;
        Name = executor.Name;
        Events = events;
        _watches = [.. MakeWatches()];
        _idle = options.IdleTimeout == Timeout.InfiniteTimeSpan ? null : new IdleWatch(options.TimeProvider, options.IdleTimeout, EndIdle);
        _rest = new RestWatch(options.TimeProvider, RestIdle);
        _shortage = new Shortage(options.TimeProvider, MaxFailedStarts, TryForMore);
        _restarts = new RestartIntensity(options.TimeProvider, options.MaxRestarts, options.RestartPeriod);
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
        {
            _queue.Enqueue(head);

            // While all workers have something to do, each looks here when it has answered.
            if (_broken is null && FindIdleCore() is null && !LacksWorkerCore())
                return;
        }

        Dispatch()?.OfferHelp();
    }

    /// <summary>Has a thread that waits for a call read what its worker answers; see <see cref="ProcessWorker.HelpAlong"/>.</summary>
    public void HelpAlong(Call call, Task task)
    {
        ProcessWorker? worker;
        lock (_gate)
            worker = _workers.Find(worker => worker.Id == call.Worker);
        worker?.HelpAlong(task);
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
    public void End(Call call, CallEnding ending, CallTimer? timer = null)
    {
        // All workers are asked, not the one that the call names: the call may be starting in this moment, its worker not yet noted.
        foreach (ProcessWorker worker in WorkersNow())
            worker.End(call, ending, timer);
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
        foreach (BusyWatch watch in _watches)
            watch.Dispose();
        _idle?.Dispose();
        _rest.Dispose();
        _shortage.Dispose();
    }

    public IReadOnlyList<WorkerSnapshot> Snapshot() => [.. WorkersNow().Select(static worker => worker.Snapshot())];

    /// <summary>Whether a worker that has taken that many calls makes room for a fresh one.</summary>
    public bool IsSpent(long taken) => taken >= _options.MaxCallsPerWorker;

    /// <summary>
    /// The next calls for a worker. None for one that has nothing to do: then it is idle from now on. In one breath, so that a call that
    /// comes now finds the worker idle, or the worker the call.
    /// </summary>
    /// <param name="worker">The worker.</param>
    /// <param name="isIdle">Whether it has nothing to do, so that the first call is to run at once.</param>
    /// <param name="calls">Receives the calls, in order.</param>
    /// <returns>How many there are.</returns>
    public int DequeueFor(ProcessWorker worker, bool isIdle, Span<Call?> calls)
    {
        int count = 0;
        lock (_gate)
        {
            if (isIdle)
            {
                if (_queue.Dequeue() is not { } first)
                {
                    if (worker.State == WorkerState.Busy)
                        RestCore(worker);
                    return 0;
                }

                calls[count++] = first;
            }

            while (count < calls.Length && MayGoAheadCore())
                calls[count++] = _queue.Dequeue();

            // In the same breath: another worker that finds the queue empty now must know where the calls went.
            worker.ExpectAhead(isIdle ? count - 1 : count);
        }

        return count;
    }

    /// <summary>Puts calls back that <see cref="DequeueFor"/> gave and that there was no room for.</summary>
    public void PutBackUnsent(ReadOnlySpan<Call?> calls)
    {
        if (calls.IsEmpty)
            return;

        // No look at their tokens: they have been waiting all the time, and who cancels one that waits ends it wherever it lies.
        lock (_gate)
        {
            for (int i = calls.Length - 1; i >= 0; i--)
                _queue.PutBack(calls[i]!);
        }
    }

    /// <summary>A worker has nothing to do: whatever lies at another ahead of its turn is shared.</summary>
    public void TakeOver()
    {
        ProcessWorker? busiest = null;
        lock (_gate)
        {
            if (FindIdleCore() is null)
                return;
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

    /// <summary>Calls have come back into the queue: for whoever is idle.</summary>
    public void Share() => Dispatch();

    /// <summary>The worker has served its number of calls or holds too much, and takes no more.</summary>
    public void Recycle(ProcessWorker worker, string why)
    {
        lock (_gate)
            worker.State = WorkerState.Stopping;
        Events.Emit(new ExecutorEvent.WorkerRecycled(Name, Events.Now, worker.Id, why));
        worker.Stop();
        Dispatch();
    }

    /// <summary>What lies at the worker ahead of its turn is for others: it takes no more itself.</summary>
    public void TakeBack(ProcessWorker worker)
    {
        Recall(worker, half: false);
        Dispatch();
    }

    /// <summary>Calls that a worker had and has not begun, the last one first: for others.</summary>
    public void PutBack(List<Call> calls)
    {
        foreach (Call call in calls)
            PutBack(call, counts: false);
        if (calls.Count > 0)
            Dispatch();
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
        PrepareIdle();
        return matched;
    }

    private ProcessWorker? TryMatch()
    {
        lock (_gate)
        {
            if (_queue.Count == 0 || FindIdleCore() is not { } worker)
                return null;
            worker.State = WorkerState.Busy;
            foreach (BusyWatch watch in _watches)
                watch.WakeCore();
            return worker;
        }
    }

    // Ahead of its turn goes only what can be had back at any time, and was promised nothing about its time in the queue; and nothing that
    // another worker could begin with at once.
    private bool MayGoAheadCore() =>
        _sendsAhead && _queue.Peek() is { IsStream: false } next && next.Options.QueueTimeout is null && FindIdleCore() is null;

    /// <summary>A worker that has nothing to do and may begin with a call, or null. A spare one is idle although no more calls may run.</summary>
    private ProcessWorker? FindIdleCore()
    {
        ProcessWorker? idle = _workers.Find(static candidate => candidate.State == WorkerState.Idle);
        return idle is not null && (_options.Spares == 0 || BusyWorkers() < _options.Workers) ? idle : null;
    }

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
