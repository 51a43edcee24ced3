using System.Diagnostics;

namespace Trama;

// States: open → (cancelled, for one reason) → ended. _members counts what keeps the scope from ending: the body, every part that was
// started, and a cancellation that is being delivered. It ends when the count comes to zero, once, and nothing joins after that. All
// fields below change under _gate; callbacks, cancellations and completions run outside it.
public sealed partial class TaskScope
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationToken _outer;
    private readonly ScopeDeadline _deadline;
    private readonly ScopeBody _body;
    private CancellationTokenRegistration _outerRegistration;
    private List<Exception>? _failures;
    private TimeSpan _limit;
    private StopReason _reason;
    private int _members = 1;
    private bool _interrupted;
    private bool _ended;

    private TaskScope(ScopeBody body, TaskScopeOptions options, CancellationToken outer)
    {
        _body = body;
        _outer = outer;
        _deadline = new ScopeDeadline(options.TimeProvider, OnDue);
    }

    /// <summary>Whether the scope's limit has passed, and which limit it was.</summary>
    internal TimeSpan? TimedOutAfter
    {
        get
        {
            lock (_gate)
                return _reason == StopReason.TimedOut ? _limit : null;
        }
    }

    /// <summary>Counts a part in.</summary>
    /// <param name="own">A token that cancels this part alone.</param>
    /// <param name="tells">Whether its failure is the scope's.</param>
    /// <exception cref="InvalidOperationException">The scope is ending because of a failure, or has ended.</exception>
    internal ScopeMember Join(CancellationToken own, bool tells = true)
    {
        lock (_gate)
        {
            if (_ended)
                throw ScopeErrors.HasEnded();
            if (_reason == StopReason.Failed)
                throw new ScopeRefusalException(this, _failures![0]);
            _members++;
        }

        return new ScopeMember(this, tells, own);
    }

    /// <summary>Throws when nothing more can be started because everything has ended.</summary>
    internal void ThrowIfEnded()
    {
        lock (_gate)
        {
            if (_ended)
                throw ScopeErrors.HasEnded();
        }
    }

    /// <summary>Counts a part out whose task is complete; the last one ends the scope.</summary>
    internal void Leave()
    {
        lock (_gate)
        {
            Debug.Assert(_members > 0 && !_ended, "A part leaves once, and the scope waits for it.");
            if (--_members > 0)
                return;
            _ended = true;
        }

        _deadline.Stop();
        _outerRegistration.Unregister();
        Conclude();
    }

    internal void NoteFailure(Exception failure, CancellationToken own)
    {
        if (failure is OperationCanceledException canceled)
            NoteCancellation(canceled, own);
        else if (failure is not ScopeRefusalException refusal || refusal.Scope != this)
            AddFailure(failure);
    }

    /// <summary>A part was cancelled: by the scope, by its own token, or else for a reason of its own, which is a failure.</summary>
    internal void NoteCancellation(OperationCanceledException? cancellation, CancellationToken own)
    {
        lock (_gate)
        {
            if (_reason != StopReason.None)
            {
                _interrupted = true;
                return;
            }
        }

        if (!own.IsCancellationRequested)
            AddFailure(cancellation ?? ScopeErrors.CanceledFromOutside());
    }

    private void Start(TimeSpan? timeout)
    {
        if (timeout is { } limit)
            _deadline.SetIn(limit);

        // Only now: the callback may run in this very moment. Registered before the body starts, so that the last Leave sees it.
        _outerRegistration = _outer.UnsafeRegister(static scope => ((TaskScope)scope!).Stop(StopReason.Outer), this);
        _body.Start(this, OnBodyEnded);
    }

    private void OnBodyEnded(Task body)
    {
        if (body.IsCanceled)
            NoteCancellation(null, CancellationToken.None);
        else if (body.Exception is { } errors)
            foreach (Exception error in errors.InnerExceptions)
                NoteFailure(error, CancellationToken.None);
        Leave();
    }

    private void OnDue(TimeSpan limit) => Stop(StopReason.TimedOut, limit);

    private void Stop(StopReason reason, TimeSpan limit = default)
    {
        lock (_gate)
        {
            if (_ended || _reason != StopReason.None)
                return;
            _reason = reason;
            _limit = limit;
            _members++;
        }

        CancelTokenAndLeave();
    }

    private void AddFailure(Exception failure)
    {
        lock (_gate)
        {
            // The body that awaits a failed part fails with the very same exception: one failure, told once.
            _failures ??= [];
            if (_failures.Exists(known => ReferenceEquals(known, failure)))
                return;
            _failures.Add(failure);
            if (_reason != StopReason.None)
                return;
            _reason = StopReason.Failed;
            _members++;
        }

        // This may be a worker's thread. What waits for the token is somebody else's code, which must not run there: the token is cancelled
        // now, its callbacks run elsewhere. A thread with a context of its own (an event loop) keeps continuations off by itself.
        if (SynchronizationContext.Current is null)
            _ = CancelTokenElsewhereAsync();
        else
            CancelTokenAndLeave();
    }

    private void CancelTokenAndLeave()
    {
        try
        {
            _source.Cancel();
        }
        catch (AggregateException errors)
        {
            AddCallbackFailures(errors);
        }

        Leave();
    }

    private async Task CancelTokenElsewhereAsync()
    {
        try
        {
            await _source.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException errors)
        {
            AddCallbackFailures(errors);
        }

        Leave();
    }

    // Callbacks that parts registered with the token: theirs are failures like any other.
    private void AddCallbackFailures(AggregateException errors)
    {
        foreach (Exception error in errors.InnerExceptions)
            AddFailure(error);
    }

    private void Conclude()
    {
        // Nothing is left that could change the fields: the lock is not needed any more.
        bool isLate = _reason == StopReason.TimedOut && (_interrupted || _failures is not null);
        ScopeTimeoutException? timeout = isLate ? new ScopeTimeoutException(_limit) : null;
        if (_failures is not null)
            _body.Fail(ScopeErrors.Failed(timeout is null ? _failures : [timeout, .. _failures]));
        else if (timeout is not null)
            _body.Fail(timeout);
        else if (_interrupted && _reason == StopReason.Outer)
            _body.Cancel(_outer);
        else
            _body.Succeed(_source.Token);
    }
}
