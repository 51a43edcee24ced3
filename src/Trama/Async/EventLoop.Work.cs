using Trama.Async;

namespace Trama;

// Starting work on the loop, from any thread.
public sealed partial class EventLoop
{
    /// <summary>
    /// Queues a callback behind everything posted before; it runs in the caller's execution context. Any thread. What was posted before the
    /// main function ended still runs.
    /// </summary>
    /// <param name="callback">
    /// Must not block. An exception that it throws ends the loop: <see cref="EventLoopOptions.OnUnhandledException"/>.
    /// </param>
    /// <exception cref="ObjectDisposedException">The loop has ended (TRM0202).</exception>
    public void Post(Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Enqueue(FlowToCarry() is { } flow
            ? new LoopCallback(FlowingCallback.Post, new FlowingCallback(callback, null, flow))
            : new LoopCallback(LoopCallback.RunAction, callback));
    }

    /// <inheritdoc cref="Post(Action)"/>
    /// <param name="callback">
    /// Must not block. An exception that it throws ends the loop: <see cref="EventLoopOptions.OnUnhandledException"/>.
    /// </param>
    /// <param name="state">Passed to the callback, which then needs no closure.</param>
    public void Post(Action<object?> callback, object? state)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Enqueue(FlowToCarry() is { } flow
            ? new LoopCallback(FlowingCallback.Post, new FlowingCallback(callback, state, flow))
            : new LoopCallback(callback.Invoke, state));
    }

    /// <summary>
    /// Queues a function and gives its outcome as a task. It runs on the loop in the caller's execution context, behind everything posted
    /// before, also when the caller is on the loop. Any thread.
    /// </summary>
    /// <param name="function">
    /// The function; one that takes a token gets one that is cancelled by <paramref name="cancellationToken"/> and when the loop ends.
    /// </param>
    /// <param name="cancellationToken">
    /// Cancelled before the function has started, it never starts. Afterwards it is up to the function: the task ends when the function
    /// does.
    /// </param>
    /// <returns>
    /// The function's outcome. It is cancelled if the loop ends, and <see cref="EventLoopOptions.LeftoverTimeout"/> passes, before the
    /// function has ended.
    /// </returns>
    /// <exception cref="ObjectDisposedException">The loop has ended (TRM0202).</exception>
    public Task InvokeAsync(Action function, CancellationToken cancellationToken = default) =>
        Start<VoidResult>(function, cancellationToken);

    /// <inheritdoc cref="InvokeAsync(Action, CancellationToken)"/>
    public Task InvokeAsync(Func<Task> function, CancellationToken cancellationToken = default) =>
        Start<VoidResult>(function, cancellationToken);

    /// <inheritdoc cref="InvokeAsync(Action, CancellationToken)"/>
    public Task InvokeAsync(Func<CancellationToken, Task> function, CancellationToken cancellationToken = default) =>
        Start<VoidResult>(function, cancellationToken);

    /// <inheritdoc cref="InvokeAsync(Action, CancellationToken)"/>
    /// <typeparam name="T">The function's result.</typeparam>
    /// <exception cref="ArgumentException">The function returns a <see cref="ValueTask"/> (TRM0205).</exception>
    public Task<T> InvokeAsync<T>(Func<T> function, CancellationToken cancellationToken = default) => Start<T>(function, cancellationToken);

    /// <inheritdoc cref="InvokeAsync(Action, CancellationToken)"/>
    /// <typeparam name="T">The function's result.</typeparam>
    public Task<T> InvokeAsync<T>(Func<Task<T>> function, CancellationToken cancellationToken = default) =>
        Start<T>(function, cancellationToken);

    /// <inheritdoc cref="InvokeAsync(Action, CancellationToken)"/>
    /// <typeparam name="T">The function's result.</typeparam>
    public Task<T> InvokeAsync<T>(Func<CancellationToken, Task<T>> function, CancellationToken cancellationToken = default) =>
        Start<T>(function, cancellationToken);

    private Task<T> Start<T>(Delegate function, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(function);
        var call = new LoopCall<T>(this, function, fromLoop: _current == this, FlowToCarry(), cancellationToken);

        // Into the set first: once posted, the loop's thread may run it, and end it, at any moment.
        Work.Enter(call);
        if (TryEnqueue(new LoopCallback(LoopWork.Start, call)))
            return call.Task;

        Work.Exit(call);
        throw LoopErrors.Ended();
    }

    private void Enqueue(LoopCallback callback)
    {
        if (!TryEnqueue(callback))
            throw LoopErrors.Ended();
    }

    private bool TryEnqueue(LoopCallback callback) =>
        Driver.Queue.TryPost(_options.CaptureStarts ? TracedCallback.Wrap(callback) : callback);

    /// <summary>The caller's context, or null when it is the loop's own, in which callbacks run anyway.</summary>
    private ExecutionContext? FlowToCarry()
    {
        var flow = ExecutionContext.Capture();
        return flow == Driver.Context.Flow ? null : flow;
    }
}
