using System.Diagnostics;
using Trama.Running.Mapping;

namespace Trama.Processes;

internal sealed partial class ProcessPool
{
    /// <summary>The worker ended before it was ready.</summary>
    public void StartFailed(ProcessWorker worker, string why, Exception? initializerError, bool wasKilled = false)
    {
        bool givesUp;
        lock (_gate)
        {
            if (!_workers.Remove(worker))
                return;
            givesUp = (initializerError is not null || IsHopelessCore(wasKilled)) && !_isStopping;
        }

        Events.Emit(new ExecutorEvent.WorkerDied(Name, Events.Now, worker.Id, worker.ProcessId, why));
        if (givesUp)
            Break(initializerError is not null ? $"{why[..1].ToUpperInvariant()}{why[1..]}" : $"Workers can't be started; the last one: {why}", initializerError);
        else
            Refill();
        CheckWarm();
        Dispatch();
    }

    // In company it is not that workers can't start, but that no more of them can: those that are there go on.
    private bool IsHopelessCore(bool wasKilled)
    {
        if (wasKilled)
            return ++_killedStarts >= MaxKilledStarts;
        if (LiveWorkers() == 0)
            return ++_failedStarts >= MaxFailedStarts;
        _shortage.NoteFailureCore();
        return false;
    }

    /// <summary>The worker's process has ended. What it leaves undone is ended, or put back.</summary>
    public void Died(ProcessWorker worker, WorkerEnd end)
    {
        bool givesUp;
        lock (_gate)
        {
            _workers.Remove(worker);
            givesUp = end.HasNobodyToBlame && _restarts.IsExceededByAnother() && !_isStopping;
        }

        Report(worker, end);
        if (givesUp)
            Break(KeepDying(end.Death), null);

        // The last one first: each goes in front of the queue.
        for (int i = end.Calls.Count - 1; i >= 0; i--)
            Settle(end.Calls[i], end.Death);
        Refill();
        CheckWarm();
        Dispatch();
    }

    /// <summary>The call's function has ended, and its result went with the worker before it was read: as if the worker had died in it.</summary>
    public void LoseAnswer(Call call, CallEnding ending, WorkerDeath death)
    {
        Settle(new LeftCall(call, HasBegun: true, ending), death);
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

    private string KeepDying(WorkerDeath last) =>
        $"More than {_options.MaxRestarts} workers died within {_options.RestartPeriod.TotalSeconds:0.###} s with no call to blame; "
        + $"the last one, process {last.ProcessId}: {last.Reason}"
        + (last.StandardErrorTail.Length > 0 ? $" Its last words: {LineTail.Summary(last.StandardErrorTail)}." : "");

    private void Settle(LeftCall left, WorkerDeath death)
    {
        // (1) The executor ended it. (2) Its function had not begun: the death is none of its business. (3) It may run again; not a
        // stream, whose first items have left. (4) It takes the blame.
        Call call = left.Call;
        if (call.HasEnded)
            return;
        if (left.Ending == CallEnding.TimedOut)
            call.TimeOut(death);
        else if (left.Ending is CallEnding.Canceled or CallEnding.ShutDown)
            call.Cancel(call.CallerToken);
        else if (!left.HasBegun)
            PutBack(call, counts: false);
        else
            RunAgainOrBlame(call, death);
    }

    private void RunAgainOrBlame(Call call, WorkerDeath death)
    {
        if (!call.Options.Idempotent)
        {
            var error = new WorkerCrashedException(call.FunctionName, [death]);
            if (call is IChunk chunk)
                BlameItem(call, chunk, error);
            else
                call.Fail(error);
            return;
        }

        // Noted before it can start again: its next death must find this one.
        Debug.Assert(call is not IChunk, "Items that may run again are calls of their own: each has its own attempts.");
        List<WorkerDeath> deaths = call.Deaths ??= [];
        deaths.Add(death);
        if (!call.IsStream && deaths.Count < call.Options.MaxAttempts)
            PutBack(call, counts: true);
        else
            Quarantine(call, new WorkerCrashedException(call.FunctionName, deaths));
    }

    private void Quarantine(Call call, WorkerCrashedException error)
    {
        Events.Emit(new ExecutorEvent.CallQuarantined(Name, Events.Now, call.FunctionName, error.Attempts, error.Reasons));
        call.Fail(error);
    }

    // The item whose turn it was takes the blame; those before it have their results, and those behind it move on.
    private void BlameItem(Call call, IChunk chunk, WorkerCrashedException error)
    {
        if (chunk.Remaining().Items > 0)
            chunk.ReceiveError(error);
        if (chunk.Remaining().Items > 0)
            PutBack(call, counts: false);
        else
            call.EndWithPayload(new PayloadReader([], _codecs));
        chunk.TellProgress();
    }
}
