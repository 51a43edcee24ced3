namespace Trama.Async;

/// <summary>Brings continuations back to the thread that takes from a <see cref="CallbackQueue"/>.</summary>
internal sealed class QueueContext(CallbackQueue queue, LoopWorkSet? work = null, bool captureStarts = false) : SynchronizationContext
{
    /// <summary>The thread that takes; 0 while there is none.</summary>
    internal int ThreadId { get; set; }

    /// <summary>
    /// The execution context in which the taker runs callbacks that bring none of their own; null while there is no taker.
    /// </summary>
    internal ExecutionContext? Flow { get; set; }

    /// <summary>Set by the taker, on its own thread, while continuations posted there are to run before the rest of the queue.</summary>
    internal List<LoopCallback>? Ahead { get; set; }

    public override void Post(SendOrPostCallback d, object? state)
    {
        var callback = new LoopCallback(d, state);
        if (captureStarts)
            callback = TracedCallback.Wrap(callback);

        if (Ahead is { } ahead && Environment.CurrentManagedThreadId == ThreadId)
            ahead.Add(callback);
        else
            queue.Post(callback);
    }

    /// <summary>Runs at once on the taker's own thread; from another thread waits until it has run, and passes its exception on.</summary>
    public override void Send(SendOrPostCallback d, object? state)
    {
        ArgumentNullException.ThrowIfNull(d);
        if (Environment.CurrentManagedThreadId == ThreadId)
        {
            d(state);
            return;
        }

        var sent = new Task(static boxed => ((LoopCallback)boxed!).Invoke(), new LoopCallback(d, state));
        queue.Post(new LoopCallback(static task => ((Task)task!).RunSynchronously(TaskScheduler.Default), sent));
        sent.GetAwaiter().GetResult();
    }

    /// <summary>The queue is the identity: a copy that compared unequal would make every await take the slow way back.</summary>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>An <c>async void</c> method began: nobody holds a task of it, so the loop counts it.</summary>
    public override void OperationStarted() => work?.EnterAsyncVoid();

    public override void OperationCompleted() => work?.ExitAsyncVoid();
}
