using System.Diagnostics;
using CallQueue = Trama.Threads.CallQueue;

namespace Trama.Async;

/// <summary>
/// The one worker of an <see cref="AsyncExecutor"/>: the queue of its calls, and the loop that interleaves them. This file takes calls in
/// and runs them; <c>AsyncWorker.Life.cs</c> has the thread, and what ends it.
/// </summary>
/// <remarks>
/// Each submitted call posts one <i>serve</i> to the loop; a serve that finds the loop full does nothing, and each call that ends while
/// others wait posts one. So whenever calls wait and there is room, a serve is on its way. One call a serve: a flood of submissions must
/// not hold up the continuations of the calls under way.
/// </remarks>
internal sealed partial class AsyncWorker : INamedWork
{
    private static readonly SendOrPostCallback ServeNext = static worker => ((AsyncWorker)worker!).Serve();

    private readonly AsyncExecutorOptions _options;
    private readonly string _name;
    private readonly EventSink _events;
    private readonly WeakReference<AsyncExecutor> _executor;
    private readonly CallQueue _queue = new();

    // Weak: the name of what was just started is for a report, and must not keep its arguments alive.
    private readonly WeakReference<Call?> _lastStarted = new(null);

    // Guards _running: the calls whose functions have not returned, each with the calls that it has submitted to its own executor.
    private readonly Lock _gate = new();
    private readonly Dictionary<Call, List<Call>?> _running = [];
    private long _calls;

    internal AsyncWorker(AsyncExecutorOptions options, string name, EventSink events, WeakReference<AsyncExecutor> executor)
    {
        (_options, _name, _events, _executor) = (options, name, events, executor);
        Concurrency = options.Concurrency ?? int.MaxValue;
        _loop = new EventLoop(new EventLoopOptions
        {
            Name = name,
            TimeProvider = options.TimeProvider,
            BlockedAfter = options.BlockedAfter,
            IOOnLoop = options.IOOnLoop,
            OnEvent = events.Emit,
            OnUnhandledException = static _ => true, // reported as an event; the loop belongs to all calls and goes on
        });
    }

    internal int Concurrency { get; }

    internal bool IsLoopThread => EventLoop.Current == _loop;

    string INamedWork.Name => _lastStarted.TryGetTarget(out Call? call) ? call.FunctionName : _name;

    internal void Submit(Call call, Call? submittedFrom)
    {
        if (submittedFrom is { HasEnded: false } && !MayNest(submittedFrom, call))
        {
            call.Fail(new PoolDeadlockException(call.FunctionName, _name, Concurrency));
            return;
        }

        _queue.Enqueue(call);
        EnsureStarted();
        PostServe();

        // A worker that broke or was killed before the call was enqueued has emptied the queue without it.
        Interlocked.MemoryBarrier();
        if (_queue.IsRefusing)
            _queue.Empty();
    }

    internal void CancelQueued() => _queue.Cancel();

    internal IReadOnlyList<WorkerSnapshot> Snapshot()
    {
        if (!_started || _gone.Task.IsCompleted)
            return [];
        lock (_gate)
        {
            Call? call = _running.Keys.FirstOrDefault();
            string state = !_serving ? "starting" : call is null ? "idle" : "busy";
            return [new WorkerSnapshot { Id = 1, State = state, Function = call?.FunctionName, Calls = Volatile.Read(ref _calls) }];
        }
    }

    private void PostServe() => _loop.Driver.Queue.TryPost(new LoopCallback(ServeNext, this));

    private void Serve()
    {
        if (!_serving)
            return; // the initialiser is under way; its end serves what waits
        while (HasRoom() && _queue.TryDequeue(out Call? call))
        {
            if (TryRun(call!))
                return;
        }
    }

    private bool HasRoom()
    {
        lock (_gate)
            return _running.Count < Concurrency;
    }

    /// <summary>Starts a call. False when it has ended in the queue already, which takes no room.</summary>
    private bool TryRun(Call call)
    {
        // Known as running before it starts: a kill sees it here, or this thread sees the kill's flag below.
        lock (_gate)
            _running.Add(call, null);
        if (!call.TryStart(worker: 1))
        {
            Remove(call);
            return false;
        }

        _calls++;
        _lastStarted.SetTarget(call);
        if (_queue.IsKilled)
            call.Cancel(CancellationToken.None);
        else if (call.Begin() is { } pending)
        {
            // With the loop's context: this brings the end back to the loop's thread, wherever the task ends.
            pending.GetAwaiter().UnsafeOnCompleted(() => Finish(call));
            return true;
        }

        Returned(call);
        return true;
    }

    private void Finish(Call call)
    {
        Remove(call); // before its caller learns of the end, so that nobody sees room taken by a call that has ended
        call.End();
        ServeIfWaiting();
    }

    private void Returned(Call call)
    {
        Remove(call);
        ServeIfWaiting();
    }

    private void Remove(Call call)
    {
        lock (_gate)
        {
            bool removed = _running.Remove(call);
            Debug.Assert(removed, "A function returns once.");
            if (_running.Count == 0)
                _idle?.TrySetResult();
        }
    }

    private void ServeIfWaiting()
    {
        // Without a limit every waiting call has a serve of its own on its way.
        if (Concurrency != int.MaxValue && !_queue.IsEmpty)
            PostServe();
    }

    /// <summary>
    /// Notes a call that is submitted from inside another, and so is probably awaited there. False when it would be the one that leaves
    /// every running call waiting for one that can't start.
    /// </summary>
    private bool MayNest(Call outer, Call nested)
    {
        lock (_gate)
        {
            if (!_running.TryGetValue(outer, out List<Call>? nestedThere))
                return true;
            _running[outer] = nestedThere ??= [];
            nestedThere.RemoveAll(static call => !call.IsQueued);
            nestedThere.Add(nested);
            if (_running.Count < Concurrency || !_running.Values.All(static all => all is not null && all.Exists(static c => c.IsQueued)))
                return true;
            nestedThere.Remove(nested);
            return false;
        }
    }
}
