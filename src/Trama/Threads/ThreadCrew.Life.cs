using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Trama.Threads;

// How workers come and go: started, retired when idle, abandoned with a call that does not end, dismissed, killed; and what happens then
// to the calls that wait.
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing; late workers read its token.")]
internal sealed partial class ThreadCrew
{
    private readonly CancellationTokenSource _kill = new();
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _dismissed;

    /// <summary>Cancelled when waiting for anything has become pointless.</summary>
    public CancellationToken Killed { get; }

    public bool IsKilled => Queue.IsKilled;

    /// <summary>Completes when the crew is dismissed and its last worker has left; abandoned ones are not waited for.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Starts all workers; the task completes when each is ready or has failed to be.</summary>
    public Task StartAll()
    {
        var added = new List<ThreadWorker>();
        Task ready;
        lock (_gate)
        {
            while (_count < Max && !_dismissed && !Queue.IsRefusing)
                added.Add(AddInsideGate());
            ready = Task.WhenAll(_workers.Select(worker => worker.Ready));
        }

        foreach (ThreadWorker worker in added)
            Launch(worker);
        return ready;
    }

    /// <summary>A worker's thread runs and its initialiser has returned: from here on it looks for calls.</summary>
    public void EnterService(ThreadWorker worker)
    {
        // Searching first: in between, a submitter would start another worker that nobody needs.
        StartSearching(worker);
        lock (_gate)
            _starting--;
        _events.Emit(new ExecutorEvent.WorkerStarted(_name, _events.Now, worker.Id, null));
    }

    /// <summary>A worker could not be started, its initialiser failed, or its lock can't be had: no call can be run properly.</summary>
    public void Fail(ThreadWorker worker, string what, Exception reason)
    {
        Break(what, reason);
        lock (_gate)
        {
            if (!worker.HasStarted)
                _starting--;
            if (_workers.Contains(worker))
                LeaveInsideGate(worker);
        }
    }

    /// <summary>
    /// Gives up the thread that runs a call which is about to end by timeout. The calls chained behind it, and all others, go on with the
    /// rest of the crew, which may replace it.
    /// </summary>
    public void Abandon(Call call)
    {
        ThreadWorker? worker;
        int abandoned;
        lock (_gate)
        {
            worker = _workers.Find(w => w.Id == call.Worker);
            if (worker is null || !worker.TryDetach(call))
                return;
            AbandonInsideGate(worker);
            abandoned = _abandoned.Count;
        }

        ReportAbandoned(worker, call, abandoned);
        if (call.Next is { } rest)
            Enqueue(rest);
        if (abandoned > _options.EffectiveMaxAbandoned)
        {
            Break($"{abandoned} of its threads run functions that outlasted their timeout, and MaxAbandoned is "
                + $"{_options.EffectiveMaxAbandoned}; make them watch their CancellationToken.", reason: null);
        }
        else if (!Queue.IsEmpty)
        {
            WakeOne();
        }
    }

    /// <summary>The function of an abandoned worker has returned after all; its thread ends.</summary>
    public void Forget(ThreadWorker worker)
    {
        lock (_gate)
            _abandoned.Remove(worker);
    }

    public void CancelQueued()
    {
        Queue.Cancel();
        foreach (Call running in RunningCalls())
            CallQueue.CancelChain(running.Next);
    }

    /// <summary>Ends all calls, as cancelled; threads that are inside a function are abandoned.</summary>
    public void Kill()
    {
        Queue.Kill();
        _kill.Cancel();
        foreach (Call running in RunningCalls())
            Kill(running);
        Queue.Empty();
    }

    /// <summary>No more calls will come: workers end as soon as the queue is empty.</summary>
    public void Dismiss()
    {
        ThreadWorker[] sleepers;
        lock (_gate)
        {
            _dismissed = true;
            sleepers = [.. _parked];
            foreach (ThreadWorker worker in sleepers)
                TakeFromParkedInsideGate(worker);
            CompleteIfGoneInsideGate();
        }

        foreach (ThreadWorker worker in sleepers)
            worker.Place.Wake();
    }

    public IReadOnlyList<WorkerSnapshot> Snapshot()
    {
        lock (_gate)
        {
            return [.. _workers.Select(w => w.Snapshot(_parked.Contains(w) || w.IsSearching ? "idle" : "busy")),
                .. _abandoned.Select(w => w.Snapshot("stopping"))];
        }
    }

    private List<Call> RunningCalls()
    {
        lock (_gate)
            return [.. _workers.Select(worker => worker.Current).OfType<Call>()];
    }

    private void Kill(Call call)
    {
        CallQueue.CancelChain(call.Next);
        ThreadWorker? worker;
        int abandoned;
        lock (_gate)
        {
            worker = _workers.Find(w => w.TryDetach(call));
            if (worker is not null)
                AbandonInsideGate(worker);
            abandoned = _abandoned.Count;
        }

        if (worker is not null)
            ReportAbandoned(worker, call, abandoned);
        call.Cancel(CancellationToken.None);
        call.CancelFunction();
    }

    private void Break(string what, Exception? reason)
    {
        // Without an executor there is no call to run either: nothing to break.
        if (_executor.TryGetTarget(out ThreadExecutor? executor))
            Queue.Break(executor.BreakFor(what, reason));
    }

    private ThreadWorker AddInsideGate()
    {
        var worker = new ThreadWorker(this, ++_lastId);
        _workers.Add(worker);
        Volatile.Write(ref _count, _workers.Count);
        _starting++;
        return worker;
    }

    private void Launch(ThreadWorker worker)
    {
        try
        {
            worker.Launch();
        }
        catch (Exception error) when (error is OutOfMemoryException or ThreadStartException)
        {
            Fail(worker, $"thread {worker.Id} could not be started: {error.Message}", error);
            worker.SetReady();
        }
    }

    /// <summary>A parked worker's time is over. False when somebody has woken it in this very moment.</summary>
    private bool TryRetire(ThreadWorker worker)
    {
        lock (_gate)
        {
            // Off the list means woken: somebody counts on this worker to look at the queue.
            if (!_parked.Remove(worker))
                return false;
            Volatile.Write(ref _parkedCount, _parked.Count);
            LeaveInsideGate(worker);
            Interlocked.MemoryBarrier();
        }

        _events.Emit(new ExecutorEvent.WorkerRecycled(_name, _events.Now, worker.Id, $"idle for {_options.IdleTimeout}"));

        // Who submitted just now may have counted on the crew being complete.
        if (!Queue.IsEmpty)
            WakeOne();
        return true;
    }

    private void LeaveInsideGate(ThreadWorker worker)
    {
        bool removed = _workers.Remove(worker);
        Debug.Assert(removed, "a worker leaves once");
        Volatile.Write(ref _count, _workers.Count);
        CompleteIfGoneInsideGate();
    }

    private void AbandonInsideGate(ThreadWorker worker)
    {
        _abandoned.Add(worker);
        LeaveInsideGate(worker);
    }

    private void CompleteIfGoneInsideGate()
    {
        if (_dismissed && _workers.Count == 0)
            _gone.TrySetResult();
    }

    private void ReportAbandoned(ThreadWorker worker, Call call, int abandoned) =>
        _events.Emit(new ExecutorEvent.ThreadAbandoned(_name, _events.Now, worker.Id, call.FunctionName, abandoned));
}
