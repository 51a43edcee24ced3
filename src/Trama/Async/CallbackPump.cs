using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace Trama.Async;

/// <summary>
/// Runs an async function to its end on the calling thread: a worker installs it around a call, starts the function, and pumps the
/// continuations until its task is complete. One pump per worker thread, used again for every call; a function that completes at once
/// costs no allocation.
/// </summary>
/// <remarks>
/// <code>
/// using (pump.EnterScope())
/// {
///     var task = function(argument);
///     pump.RunUntilComplete(task);
///     return task.GetAwaiter().GetResult();
/// }
/// </code>
/// What the function left behind (a task it never awaited) continues on the shared pool once the scope is closed.
/// </remarks>
/// <param name="hook">Called around waits that block; may be null.</param>
/// <param name="onUnhandled">
/// Receives what an <c>async void</c> method or a posted callback throws; without it such an exception goes to the shared pool and ends the
/// process, as anywhere in .NET.
/// </param>
internal sealed class CallbackPump(IBlockingWait? hook = null, Action<Exception>? onUnhandled = null)
{
    private readonly CallbackQueue _queue = new(open: false);
    private QueueContext? _context;

    /// <summary>Installs the pump's context on this thread until the scope is disposed of. Not nested on one pump.</summary>
    internal Scope EnterScope()
    {
        _context ??= new QueueContext(_queue);
        Debug.Assert(_context.ThreadId == 0, "A pump serves one call at a time: a nested call needs a pump of its own.");
        _context.ThreadId = Environment.CurrentManagedThreadId;
        _queue.Open();
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_context);
        return new Scope(this, outer);
    }

    /// <summary>Runs continuations on this thread until the task is complete; does not look at how it ended. Inside a scope only.</summary>
    internal void RunUntilComplete(Task task)
    {
        if (task.IsCompleted)
            return;

        Debug.Assert(_context?.ThreadId == Environment.CurrentManagedThreadId, "Pump on the thread that entered the scope.");

        LoopThread.WakeWhenComplete(task);
        var flow = ExecutionContext.Capture();
        while (!task.IsCompleted)
        {
            if (_queue.TryTake(out var callback))
                Run(callback, flow);
            else
                _queue.Wait(Timeout.Infinite, hook);
        }
    }

    private void Run(LoopCallback callback, ExecutionContext? flow)
    {
        try
        {
            callback.Invoke();
        }
        catch (Exception error) when (onUnhandled is not null)
        {
            onUnhandled(error);
        }
        catch (Exception error)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static thrown => thrown.Throw(), ExceptionDispatchInfo.Capture(error), preferLocal: false);
        }

        LoopThread.Restore(flow, _context!);
    }

    private void Exit(SynchronizationContext? outer)
    {
        SynchronizationContext.SetSynchronizationContext(outer);
        _context!.ThreadId = 0;
        _queue.Close();
    }

    /// <summary>Takes the context off the thread again. Dispose of it on the same thread, once.</summary>
    internal readonly ref struct Scope(CallbackPump pump, SynchronizationContext? outer)
    {
        public void Dispose() => pump.Exit(outer);
    }
}
