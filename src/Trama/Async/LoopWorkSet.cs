using System.Diagnostics;

namespace Trama.Async;

/// <summary>What was started on a loop and has not ended. Any thread.</summary>
/// <remarks>Invariant, under the lock: every tracked work is in the list once; <c>_count</c> is the list's length plus the async void
/// methods.</remarks>
internal sealed class LoopWorkSet
{
    private readonly Lock _lock = new();
    private LoopWork? _first;
    private int _count;
    private int _asyncVoids;
    private TaskCompletionSource? _empty;

    internal int Count => Volatile.Read(ref _count);

    internal void Enter(LoopWork work)
    {
        lock (_lock)
        {
            Debug.Assert(!work.IsTracked, "Work starts once.");
            work.IsTracked = true;
            work.Next = _first;
            if (_first is not null)
                _first.Previous = work;

            _first = work;
            _count++;
        }
    }

    internal void Exit(LoopWork work)
    {
        lock (_lock)
        {
            if (!work.IsTracked)
                return; // abandoned before

            work.IsTracked = false;
            if (work.Previous is null)
                _first = work.Next;
            else
                work.Previous.Next = work.Next;

            if (work.Next is not null)
                work.Next.Previous = work.Previous;

            work.Next = work.Previous = null;
            LeaveWhileLocked();
        }
    }

    internal void EnterAsyncVoid()
    {
        lock (_lock)
        {
            _asyncVoids++;
            _count++;
        }
    }

    internal void ExitAsyncVoid()
    {
        lock (_lock)
        {
            _asyncVoids--;
            LeaveWhileLocked();
        }
    }

    /// <summary>Completes when nothing is left; asked for once, at the loop's end.</summary>
    internal Task WhenEmpty()
    {
        lock (_lock)
        {
            if (_count == 0)
                return Task.CompletedTask;

            _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }

    /// <summary>What has not ended, oldest first.</summary>
    internal Leftover Left()
    {
        lock (_lock)
        {
            var left = new List<LoopWork>(_count);
            for (var work = _first; work is not null; work = work.Next)
                left.Add(work);

            left.Reverse();
            return new Leftover(left, _asyncVoids);
        }
    }

    /// <summary>A line each; what has not ended by now either is marked.</summary>
    internal IReadOnlyList<string> Describe(Leftover left)
    {
        lock (_lock)
        {
            var lines = left.Functions.ConvertAll(work => work.IsTracked ? $"{work.Name} (still running)" : work.Name);
            for (var i = 0; i < left.AsyncVoids; i++)
                lines.Add(i < _asyncVoids ? "async void method (still running)" : "async void method");

            return lines;
        }
    }

    /// <summary>The names of the functions that have not ended, oldest first.</summary>
    internal IReadOnlyList<string> Names() => Left().Functions.ConvertAll(static work => work.Name);

    /// <summary>Gives up on everything that is left.</summary>
    internal void Abandon()
    {
        while (TakeFirst() is { } work)
            work.Abandon(); // outside the lock: it completes a task, and continuations may come back here
    }

    private LoopWork? TakeFirst()
    {
        lock (_lock)
        {
            if (_first is not { } work)
                return null;

            _first = work.Next;
            if (_first is not null)
                _first.Previous = null;

            work.IsTracked = false;
            work.Next = null;
            LeaveWhileLocked();
            return work;
        }
    }

    /// <summary>What had not ended at one moment.</summary>
    internal readonly record struct Leftover(List<LoopWork> Functions, int AsyncVoids)
    {
        internal bool Any => Functions.Count > 0 || AsyncVoids > 0;
    }

    private void LeaveWhileLocked()
    {
        Debug.Assert(_lock.IsHeldByCurrentThread, "Count and list change together.");
        if (--_count == 0)
            _empty?.TrySetResult();
    }
}
