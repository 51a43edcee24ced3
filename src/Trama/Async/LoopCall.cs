namespace Trama.Async;

/// <summary>One <c>InvokeAsync</c>: a function on its way through the loop, and the task that its caller holds.</summary>
/// <typeparam name="T">The result; <see cref="VoidResult"/> for functions without one.</typeparam>
internal sealed class LoopCall<T> : LoopWork
{
    private readonly EventLoop _loop;
    private readonly Delegate _function;
    private readonly TaskCompletionSource<T> _result;
    private readonly ExecutionContext? _flow;
    private readonly CancellationToken _callerToken;
    private CancellationTokenSource? _linked;
    private Task? _running;

    internal LoopCall(EventLoop loop, Delegate function, bool fromLoop, ExecutionContext? flow, CancellationToken callerToken)
    {
        if (typeof(T) == typeof(ValueTask) || (typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(ValueTask<>)))
            throw LoopErrors.ValueTaskFunction(CallbackName.Of(function));

        (_loop, _function, _flow, _callerToken) = (loop, function, flow, callerToken);

        // A caller on the loop continues there anyway, so its continuation may run where the result is set. Another thread's caller must
        // not: its continuation could hold the loop.
        _result = new TaskCompletionSource<T>(fromLoop ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
    }

    internal Task<T> Task => _result.Task;

    public override string Name => CallbackName.Of(_function);

    internal override void Begin()
    {
        if (!IsTracked)
            return; // abandoned before it could start

        if (_callerToken.IsCancellationRequested)
            Finish(System.Threading.Tasks.Task.FromCanceled(_callerToken));
        else if (_flow is null)
            Call();
        else
            ExecutionContext.Run(_flow, static self => ((LoopCall<T>)self!).Call(), this);
    }

    internal override void Abandon() => _result.TrySetCanceled(_loop.Stopping);

    private void Call()
    {
        Task? running;
        try
        {
            running = Invoke();
        }
        catch (OperationCanceledException canceled)
        {
            running = System.Threading.Tasks.Task.FromCanceled<T>(
                canceled.CancellationToken.IsCancellationRequested ? canceled.CancellationToken : new CancellationToken(canceled: true));
        }
        catch (Exception error)
        {
            running = System.Threading.Tasks.Task.FromException<T>(error);
        }

        if (running is null || running.IsCompleted)
        {
            Finish(running);
            return;
        }

        _running = running;

        // With the loop's context, not ConfigureAwait(false): on a thread with a context the runtime sends such a continuation to the
        // shared
        // pool, and the function would seem to be running long after it has ended.
        running.GetAwaiter().UnsafeOnCompleted(() => Finish(_running));
    }

    /// <summary>Calls the function; null means that it is done and has no result, or that the result is set.</summary>
    private Task? Invoke()
    {
        switch (_function)
        {
            case Func<CancellationToken, Task> function:
                return function(Token()) ?? throw LoopErrors.NoTask(Name);
            case Func<Task> function:
                return function() ?? throw LoopErrors.NoTask(Name);
            case Func<T> function:
                return System.Threading.Tasks.Task.FromResult(function());
            default:
                ((Action)_function)();
                return null;
        }
    }

    private CancellationToken Token()
    {
        if (!_callerToken.CanBeCanceled)
            return _loop.Stopping;

        _linked = CancellationTokenSource.CreateLinkedTokenSource(_callerToken, _loop.Stopping);
        return _linked.Token;
    }

    /// <summary>The caller knows its own token, not the one that was linked for the function.</summary>
    private CancellationToken CancelledBy() =>
        _callerToken.IsCancellationRequested ? _callerToken
        : _loop.Stopping.IsCancellationRequested ? _loop.Stopping
        : new CancellationToken(canceled: true);

    private void Finish(Task? ended)
    {
        _linked?.Dispose();

        // First out of the set, then the result: whoever sees the result must not find the work among the leftovers.
        _loop.Work.Exit(this);
        switch (ended)
        {
            case { IsCanceled: true }:
                _result.TrySetCanceled(CancelledBy());
                break;
            case Task<T> typed:
                _result.TrySetFromTask(typed);
                break;
            case { IsFaulted: true }:
                _result.TrySetException(ended.Exception!.InnerExceptions);
                break;
            default:
                _result.TrySetResult(default!);
                break;
        }
    }
}

/// <summary>Stands for the result of a function that has none.</summary>
internal readonly struct VoidResult;
