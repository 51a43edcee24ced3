using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;

namespace Trama.Running;

/// <summary>
/// The caller's task of a call whose answer a thread that blocks on the task can bring itself, instead of being woken by the thread that read
/// it. A task tells nobody that it is waited for, except the scheduler of one that has a delegate and has not run. So this one has a delegate,
/// which returns the outcome of the call; it runs once that is known, and until then its scheduler is asked by whoever blocks.
/// </summary>
/// <typeparam name="TResult">The type of the result.</typeparam>
/// <remarks>
/// As a task of a <see cref="TaskCompletionSource{TResult}"/> in all but three things: it is <see cref="TaskStatus.WaitingToRun"/> while
/// that one is waiting for activation, its <see cref="Task.AsyncState"/> is not null, and it can't be cancelled by a token of the caller's.
/// Whoever ends the call settles it, once.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The source has neither a timer nor a handle; there is nothing to dispose of.")]
internal sealed class HelpedTask<TResult> : IHelpedTask
{
    // Only a task that was started with a token can come to be cancelled.
    private readonly CancellationTokenSource _canceled = new();
    private Call? _call;
    private TResult? _result;
    private Exception? _error;

    public HelpedTask(Call call)
    {
        _call = call;

        // The delegate runs no code of the caller's: it needs nothing of the caller's context.
        AsyncFlowControl? flow = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        try
        {
            Task = System.Threading.Tasks.Task.Factory.StartNew(
                [StackTraceHidden] static (self) => ((HelpedTask<TResult>)self!).Outcome(),
                this,
                _canceled.Token,
                TaskCreationOptions.RunContinuationsAsynchronously | TaskCreationOptions.DenyChildAttach,
                HelpingScheduler.Instance);
        }
        finally
        {
            flow?.Undo();
        }
    }

    public Task<TResult> Task { get; }

    /// <inheritdoc/>
    public Call? Call => Volatile.Read(ref _call);

    public void SetResult(TResult result)
    {
        _result = result;
        Complete();
    }

    public void SetException(Exception error)
    {
        _error = error;
        Complete();
    }

    public void SetCanceled()
    {
        _canceled.Cancel();
        Complete();
    }

    private void Complete()
    {
        // The task may be kept for long, and must not keep the executor with it.
        Volatile.Write(ref _call, null);
        HelpingScheduler.Instance.Complete(Task);
    }

    [StackTraceHidden]
    private TResult Outcome()
    {
        if (_error is not null)
            ExceptionDispatchInfo.Throw(_error);
        return _result!;
    }
}
