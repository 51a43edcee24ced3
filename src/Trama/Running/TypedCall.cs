using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Trama.Running;

/// <summary>A call with a result: the half of <see cref="Call"/> that knows the result's type and holds the caller's task.</summary>
[SuppressMessage("Reliability", "CA2012", Justification = "The outcome rests in a field for the time of one ExecutionContext.Run, and is consumed once.")]
internal abstract class Call<TResult> : Call
{
    // Asynchronous continuations: the caller's code never runs on a worker's thread, where it could block or harm other calls.
    private readonly TaskCompletionSource<TResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ValueTask<TResult> _outcome;
    private Task<TResult>? _pending;

    private protected Call(Delegate function, bool isAsync, CallOptions options, CancellationToken cancellationToken)
        : base(function, isAsync, options, cancellationToken)
    {
    }

    public Task<TResult> Task => _completion.Task;

    public sealed override bool IsSettled => _completion.Task.IsCompleted;

    public sealed override Task? Begin()
    {
        try
        {
            MarkBegun();
            Invoke(TakeContext());
            ValueTask<TResult> outcome = _outcome;
            _outcome = default;
            if (!outcome.IsCompletedSuccessfully)
                return WaitFor(outcome.AsTask());
            ReleaseToken();
            Succeed(outcome.Result);
        }
        catch (Exception error)
        {
            ReleaseToken();
            FailOrTimeOut(error);
        }

        return null;
    }

    public sealed override void End()
    {
        Task<TResult> pending = _pending!;
        Debug.Assert(pending.IsCompleted, "End comes after the function's task.");
        _pending = null;
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

    /// <summary>Null when the function has ended already, and with it the call.</summary>
    private Task<TResult>? WaitFor(Task<TResult> pending)
    {
        _pending = pending;
        if (!pending.IsCompleted)
            return pending;
        End();
        return null;
    }

    public sealed override void EndWithPayload(PayloadReader payload)
    {
        TResult result;
        try
        {
            result = payload.ReadResult<TResult>(FunctionName);
        }
        catch (Exception error)
        {
            Fail(error);
            return;
        }

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
        // SetCanceled refuses a token that is not cancelled; a call that a shutdown cancelled has none to show.
        _completion.TrySetCanceled(by.IsCancellationRequested ? by : new CancellationToken(canceled: true));
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
        _completion.SetException(all.InnerExceptions);
        MarkSeen();
        Leave();
    }

    /// <summary>A scope reports its calls' failures: they do not count as unseen when nobody awaits the call as well.</summary>
    private void MarkSeen()
    {
        if (Member is not null)
            _ = _completion.Task.Exception;
    }

    private void Invoke(ExecutionContext? context)
    {
        if (context is null)
            _outcome = Invoke(Token);
        else
            ExecutionContext.Run(context, static state => ((Call<TResult>)state!).Invoke(), this);
    }

    private void Invoke() => _outcome = Invoke(Token);
}
