using System.Diagnostics;

namespace Trama.Threads;

/// <summary>
/// The workers of one executor and the queue they serve. This file says when a worker is woken or started and when one may rest;
/// <c>ThreadCrew.Life.cs</c> has what ends them.
/// </summary>
/// <remarks>
/// <para>A worker is <i>starting</i>, <i>busy</i>, <i>searching</i> (awake, about to look at the queue) or <i>parked</i>. A call that is
/// submitted while somebody searches wakes nobody: the searcher will find it. A worker that stops searching because it found a call hands
/// on the duty: if more calls wait, it wakes the next worker. So a burst costs one wake-up after the other, not one per call.</para>
/// <para>No call is forgotten. Submitting is: enqueue, full fence, look for a searcher. Parking is: stop searching, be on the list of the
/// parked, full fence, look at the queue. Whichever comes second sees the first.</para>
/// </remarks>
internal sealed partial class ThreadCrew
{
    // About 10 µs of looking around before a worker sleeps: as long as a caller needs to take a result and submit the next call, and less
    // than a sleep and a wake-up cost. One worker at a time does it, and on a single core none: it would only keep the caller from running.
    private const int Looks = 200;
    private static readonly bool SpinningPays = Environment.ProcessorCount > 1;

    private readonly ThreadExecutorOptions _options;
    private readonly string _name;
    private readonly EventSink _events;
    private readonly WeakReference<ThreadExecutor> _executor;

    // Guards the lists and every change of _count, _parkedCount and _starting.
    private readonly Lock _gate = new();
    private readonly List<ThreadWorker> _workers = [];
    private readonly List<ThreadWorker> _parked = [];
    private readonly List<ThreadWorker> _abandoned = [];
    private int _count;
    private int _parkedCount;
    private int _starting;
    private int _lastId;

    private int _searching;
    private int _spinning;

    public ThreadCrew(ThreadExecutorOptions options, string name, EventSink events, WeakReference<ThreadExecutor> executor)
    {
        _options = options;
        _name = name;
        _events = events;
        _executor = executor;
        Max = options.EffectiveWorkers;
        Killed = _kill.Token;
    }

    public int Max { get; }

    public CallQueue Queue { get; } = new();

    public ThreadExecutorOptions Options => _options;

    public string Name => _name;

    /// <summary>Nobody could be woken or started: all are awake, and each looks at the queue after its call. The common case under load.</summary>
    private bool IsComplete => Volatile.Read(ref _parkedCount) == 0 && Volatile.Read(ref _count) >= Max;

    public bool IsWorkerThread => ReferenceEquals(ThreadWorker.OfThisThread?.Crew, this);

    public void Submit(Call call)
    {
        if (ThreadWorker.OfThisThread is { } worker && ReferenceEquals(worker.Crew, this) && !MayNest(worker, call))
            return;
        Enqueue(call);
    }

    /// <summary>A worker has found a call: it searches no more, and hands on the duty to look if more calls wait.</summary>
    public void StopSearching(ThreadWorker worker)
    {
        if (worker.IsSearching)
        {
            worker.IsSearching = false;
            Interlocked.Decrement(ref _searching);
        }

        // In this order: what everybody awake and busy costs is read in passing, a look at the queue is not.
        if (!IsComplete && !Queue.IsEmpty)
            WakeOne();
    }

    /// <summary>A worker has found no call: it looks around for a while, then sleeps. False: it must end.</summary>
    public bool Rest(ThreadWorker worker)
    {
        if (!worker.IsSearching)
        {
            StartSearching(worker);
            if (!Queue.IsEmpty)
                return true;
        }

        return LookAround() || Park(worker);
    }

    private void Enqueue(Call call)
    {
        Queue.Enqueue(call);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _searching) == 0)
            WakeOne();

        // A crew that broke or was killed before the fence sees the call in its queue, or this sees that it did.
        if (Queue.IsRefusing)
            Queue.Empty();
    }

    private void StartSearching(ThreadWorker worker)
    {
        Debug.Assert(!worker.IsSearching, "counted once");
        worker.IsSearching = true;
        Interlocked.Increment(ref _searching);
    }

    private bool LookAround()
    {
        if (!SpinningPays)
            return false;
        bool found = false;
        if (Interlocked.Increment(ref _spinning) == 1)
        {
            for (int look = 0; look < Looks && !found; look++)
            {
                Thread.SpinWait(1);
                found = !Queue.IsEmpty;
            }
        }

        Interlocked.Decrement(ref _spinning);
        return found;
    }

    private bool Park(ThreadWorker worker)
    {
        lock (_gate)
        {
            worker.IsSearching = false;
            Interlocked.Decrement(ref _searching);
            if (_dismissed && Queue.IsEmpty)
            {
                LeaveInsideGate(worker);
                return false;
            }

            _parked.Add(worker);
            Volatile.Write(ref _parkedCount, _parked.Count);
            Interlocked.MemoryBarrier();
            if (!Queue.IsEmpty)
            {
                TakeFromParkedInsideGate(worker);
                return true;
            }
        }

        if (worker.Place.Sleep(_options.IdleTimeout))
            return true;
        if (TryRetire(worker))
            return false;

        // Somebody took it from the list in this very moment, so a wake-up is on its way; it must not stay behind for the next sleep.
        worker.Place.SleepUntilWoken();
        return true;
    }

    private void TakeFromParkedInsideGate(ThreadWorker worker)
    {
        bool removed = _parked.Remove(worker);
        Debug.Assert(removed, "only who is parked is taken from there");
        Volatile.Write(ref _parkedCount, _parked.Count);

        // On its behalf and before it is awake: from this moment on nobody else need be woken.
        StartSearching(worker);
    }

    /// <summary>Sees to it that somebody looks at the queue: a worker that is awake anyway, a parked one, or a new one.</summary>
    private void WakeOne()
    {
        if (IsComplete)
            return;

        ThreadWorker? woken = null;
        ThreadWorker? started = null;
        lock (_gate)
        {
            if (Volatile.Read(ref _searching) > 0 || SomebodyIsAboutToLookInsideGate())
                return;
            if (_parked.Count > 0)
            {
                // The one that fell asleep last: its stack is warm, and those that are not needed get to be idle for long.
                woken = _parked[^1];
                TakeFromParkedInsideGate(woken);
            }
            else if (_count < Max && Queue.Count > _starting)
            {
                started = AddInsideGate();
            }
        }

        woken?.Place.Wake();
        if (started is not null)
            Launch(started);
    }

    // A worker whose call is settled has only to return from it to look at the queue. Without this, a caller that submits the next call as
    // soon as it has the result of the last would start one thread after the other, each for one call.
    private bool SomebodyIsAboutToLookInsideGate()
    {
        foreach (ThreadWorker worker in _workers)
        {
            if (worker.Current is { IsSettled: true, Next: null })
                return true;
        }

        return false;
    }
}
