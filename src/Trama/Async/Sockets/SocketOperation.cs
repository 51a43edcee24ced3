using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Trama.Async.Sockets;

/// <summary>
/// Something that a socket does as soon as the kernel lets it: tried at once, and again whenever the kernel tells of a change. Its
/// continuation runs on the loop's thread, from the end of the queue. All members are for the loop's thread, but what an awaiting method
/// calls may come from any.
/// </summary>
/// <remarks>
/// free → waiting → ended → free again, when the outcome is fetched; an operation that completes at once never leaves free.
/// </remarks>
internal abstract class SocketOperation(SocketSides sides) : IValueTaskSource
{
    private static readonly Action<object?> Ended = static _ => throw new UnreachableException();
    private static readonly SendOrPostCallback Again = static operation => ((SocketOperation)operation!).Resume();

    // Awaiting methods come with one and the same delegate, of a type that is not the queue's; converted once it costs nothing more.
    private static Conversion _conversion = new(Ended, Ended.Invoke);

    private Action<object?>? _continuation; // Ended once the outcome is there: whoever comes second posts
    private object? _state;
    private CancellationTokenRegistration _cancellation;
    private CancellationToken _token;
    private volatile Exception? _error;
    private volatile Stage _stage;
    private short _version;

    private enum Stage : byte
    {
        Free,
        Waiting,
        Ended,
    }

    internal bool IsFree => _stage == Stage.Free;

    internal bool IsWaiting => _stage == Stage.Waiting;

    protected SocketSides Sides { get; } = sides;

    protected short Version => _version;

    /// <summary>Does it, if that is possible without waiting: then true, and the outcome is there. Throws if it can't be done at all.</summary>
    protected abstract bool TryDo();

    /// <summary>Lets go of what the user gave.</summary>
    protected abstract void Forget();

    /// <summary>Starts: true when it is done already; false when it waits, or has failed, which its task tells.</summary>
    protected bool Start(bool isReady, CancellationToken token)
    {
        Debug.Assert(IsFree && Sides.Selector.IsLoopThread, "One at a time, on the loop.");
        try
        {
            token.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(Sides.IsClosed, typeof(LoopSocket)); // nothing more is told of it: it would wait for ever
            var mayTry = isReady && Sides.Selector.MayCompleteAtOnce();
            if (mayTry && TryDo())
            {
                Forget();
                return true;
            }

            Wait(token);
            if (isReady && !mayTry)
                Sides.Selector.Queue.TryPost(new LoopCallback(Again, this));
        }
        catch (Exception error)
        {
            _stage = Stage.Waiting;
            End(error);
        }

        return false;
    }

    private void Wait(CancellationToken token)
    {
        _stage = Stage.Waiting;
        _token = token;
        if (token.CanBeCanceled)
            _cancellation = token.UnsafeRegister(static operation => ((SocketOperation)operation!).OnCancel(), this);
    }

    /// <summary>The kernel told of a change.</summary>
    internal void Resume()
    {
        if (!IsWaiting)
            return;

        try
        {
            if (TryDo())
                End(null);
        }
        catch (Exception error)
        {
            End(error);
        }
    }

    /// <summary>The socket is closed.</summary>
    internal void Abandon()
    {
        if (IsWaiting)
            End(new SocketException((int)SocketError.OperationAborted));
    }

    /// <summary>The outcome is fetched: throws if there was none, and is free again.</summary>
    protected void Fetch(short version)
    {
        Check(version);
        var error = _error;
        Free();
        if (error is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
    }

    void IValueTaskSource.GetResult(short token) => Fetch(token);

    public ValueTaskSourceStatus GetStatus(short token)
    {
        Check(token);
        if (_stage != Stage.Ended)
            return ValueTaskSourceStatus.Pending;

        return _error switch
        {
            null => ValueTaskSourceStatus.Succeeded,
            OperationCanceledException => ValueTaskSourceStatus.Canceled,
            _ => ValueTaskSourceStatus.Faulted,
        };
    }

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Check(token);
        if ((flags & ValueTaskSourceOnCompletedFlags.UseSchedulingContext) != 0
            && SynchronizationContext.Current is { } context && !Sides.Selector.IsOwn(context))
        {
            (continuation, state) = Elsewhere(context, continuation, state);
        }

        if ((flags & ValueTaskSourceOnCompletedFlags.FlowExecutionContext) != 0 && ExecutionContext.Capture() is { } flow)
        {
            var flowing = new FlowingCallback(continuation, state, flow);
            (continuation, state) = (FlowingCallback.Post.Invoke, flowing);
        }

        // The state first: whoever sees the continuation uses both.
        _state = state;
        if (Interlocked.CompareExchange(ref _continuation, continuation, null) is not null)
            Post(continuation, state);
    }

    private static (Action<object?> Continuation, object? State) Elsewhere(
        SynchronizationContext context, Action<object?> continuation, object? state) =>
        (_ => context.Post(continuation.Invoke, state), null);

    // Any thread.
    private void OnCancel()
    {
        if (Sides.Selector.IsLoopThread)
        {
            Cancel(_token);
            return;
        }

        // Ending waits for this, so token and version are still those of the operation that is to be cancelled. By the time the loop comes
        // to it, it may have ended and be about something else.
        var (token, version) = (_token, _version);
        Sides.Selector.Queue.TryPost(new LoopCallback(
            _ =>
            {
                if (_version == version)
                    Cancel(token);
            },
            null));
    }

    private void Cancel(CancellationToken token)
    {
        if (IsWaiting)
            End(new OperationCanceledException(token));
    }

    private void End(Exception? error)
    {
        Debug.Assert(IsWaiting, "An operation ends once.");
        Forget();
        _error = error;
        _stage = Stage.Ended;
        _cancellation.Dispose();
        if (Interlocked.CompareExchange(ref _continuation, Ended, null) is { } continuation)
            Post(continuation, _state);
    }

    private void Post(Action<object?> continuation, object? state)
    {
        var known = _conversion;
        if (!ReferenceEquals(known.From, continuation))
            _conversion = known = new Conversion(continuation, continuation.Invoke);

        Sides.Selector.Queue.Post(new LoopCallback(known.To, state));
    }

    private void Free()
    {
        _version++;
        _error = null;
        _continuation = null;
        _state = null;
        _token = default;
        _cancellation = default;
        _stage = Stage.Free; // the last: until then nobody else starts it
    }

    private void Check(short version)
    {
        if (version != _version)
            throw LoopErrors.AwaitedTwice();
    }

    private sealed record Conversion(Action<object?> From, SendOrPostCallback To);
}
