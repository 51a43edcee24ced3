using System.Diagnostics;

namespace Trama.Running;

/// <summary>A call with a result: the half of <see cref="Call"/> that knows the result's type and holds the caller's task.</summary>
internal abstract class Call<TResult> : Call
{
    private CallCompletion<TResult> _completion = CallCompletion<TResult>.Plain();

    private protected Call(Delegate function, CallOptions options, CancellationToken cancellationToken)
        : base(function, options, cancellationToken)
    {
    }

    public Task<TResult> Task => _completion.Task;

    public sealed override bool IsSettled => Task.IsCompleted;

    /// <summary>Has threads that block on the task help the call along. Before anybody else knows the call.</summary>
    public void LetWaitersHelp()
    {
        Debug.Assert(!CallerToken.CanBeCanceled, "A cancelled task shows its caller's token, which a helped one can't.");
        _completion = CallCompletion<TResult>.HelpedBy(this);
    }

    public sealed override Task? Begin()
    {
        MarkBegun();
        if (TakeContext() is { } context)
            ExecutionContext.Run(context, static call => ((Call<TResult>)call!).InvokeAndEnd(), this);
        else
            InvokeAndEnd();
        return IsAsync ? Pending : null;
    }

    public sealed override void End()
    {
        var pending = (Task<TResult>)Pending!;
        Debug.Assert(pending.IsCompleted, "End comes after the function's task.");
        Pending = null;
        ReleaseToken();
        try
        {
            Succeed(pending.GetAwaiter().GetResult());
        }
        catch (Exception error)
        {
            // A task may hold several exceptions (Task.WhenAll); the caller's task holds them all, as the function's own would.
            FailOrTimeOut(error, pending.Exception);
        }
    }

    private void InvokeAndEnd()
    {
        try
        {
            ValueTask<TResult> outcome = Invoke(Token);
            if (!outcome.IsCompletedSuccessfully)
            {
                WaitFor(outcome.AsTask());
                return;
            }

            ReleaseToken();
            Succeed(outcome.Result);
        }
        catch (Exception error)
        {
            ReleaseToken();
            FailOrTimeOut(error);
        }
    }

    /// <summary>Ends the call at once when the function has ended already.</summary>
    private void WaitFor(Task<TResult> pending)
    {
        Pending = pending;
        if (pending.IsCompleted)
            End();
    }

    public sealed override void EndWithPayload(PayloadReader payload)
    {
        TResult result;
        try
        {
            result = payload.ReadResult<TResult>(Function);
        }
        catch (Exception error) when (error is not SharedMemoryException { IsHolderGone: true })
        {
            Fail(error);
            return;
        }

        if (IsRecorded)
            Bytes += payload.Beside;
        Succeed(result);
    }

    protected abstract ValueTask<TResult> Invoke(CancellationToken token);

    protected sealed override void Settle(Exception exception)
    {
        _completion.SetException(exception);
        MarkSeen();
    }

    protected sealed override void Settle(CancellationToken by)
    {
        // A call that a shutdown cancelled has no token to show.
        _completion.SetCanceled(by.IsCancellationRequested ? by : new CancellationToken(canceled: true));
    }

    private void Succeed(TResult result)
    {
        if (IsLate)
        {
            TimeOut();
            return;
        }

        if (!TryEndWell())
            return;
        Conclude(CallOutcome.Succeeded);
        _completion.SetResult(result);
        Leave();
    }

    private void FailOrTimeOut(Exception error, AggregateException? all = null)
    {
        if (IsLate && !CallerToken.IsCancellationRequested)
            TimeOut();
        else if (all is { InnerExceptions.Count: > 1 } && TryEnd())
            FinishWithAll(all);
        else
            Fail(error);
    }

    private void FinishWithAll(AggregateException all)
    {
        Conclude(CallOutcome.Failed);
        Member?.Fail(all.InnerExceptions);
        _completion.SetExceptions(all.InnerExceptions);
        MarkSeen();
        Leave();
    }

    /// <summary>A scope reports its calls' failures: they do not count as unseen when nobody awaits the call as well.</summary>
    private void MarkSeen()
    {
        if (Member is not null)
            _ = Task.Exception;
    }
}
