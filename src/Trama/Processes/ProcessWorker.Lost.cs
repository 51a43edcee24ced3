using Trama.Running.Mapping;

namespace Trama.Processes;

/// <content>Results that lay with the worker and went with it: their functions had ended, and nobody will ever read them.</content>
internal sealed partial class ProcessWorker
{
    private void ReceiveItem(Call call, PayloadReader payload)
    {
        if (call.HasEnded)
            return;
        try
        {
            call.ReceiveItem(payload);
        }
        catch (SharedMemoryException error) when (error.IsHolderGone)
        {
            LoseItem(call);
        }
        catch (PayloadException error)
        {
            // Its own failure, as that of a result would be; the function need not go on.
            call.Fail(error);
            End(call, CallEnding.Canceled);
        }
    }

    // All of the frame went. What has come is read in the order in which it was sent, so it was about the call whose turn it is.
    private void HandleLost(FrameKind kind)
    {
        Call? call;
        long number;
        lock (_gate)
        {
            Advance();
            if (_sent.Count == 0)
                return;
            call = _sent[0].Call;
            number = _sent[0].Number;
        }

        if (kind is FrameKind.Result or FrameKind.Error)
            ConcludeLost(kind, number);
        else if (call is { HasEnded: false })
            LoseItem(call);
    }

    private void ConcludeLost(FrameKind kind, long number)
    {
        Answered answered = TakeAnswered(kind, number, isWhole: false);
        _pool.LoseAnswer(answered.Call, answered.Ending, LostResult());
        GoOn(answered);
    }

    // A chunk goes on with its next item; a stream has a hole that nothing can fill.
    private void LoseItem(Call call)
    {
        if (call is IChunk chunk)
            chunk.ReceiveError(new WorkerCrashedException(call.FunctionName, [LostResult()]));
        else
            _pool.LoseAnswer(call, CallEnding.None, LostResult());
    }

    // How it died is found out later; nobody waits for that who has lost a result anyway.
    private WorkerDeath LostResult() =>
        new(_process!.Id, ExitCode: null, Signal: null, OutOfMemory: false, "", "it died before its result could be read.");
}
