using Trama.Async;

namespace Trama;

/// <summary>
/// Runs calls on one event loop on a thread of its own: while one awaits, others run, so thousands of waits cost one thread. A call that
/// blocks or computes holds up all the others: for that there are threads and processes. Make one with <see cref="Executor.Async"/>.
/// </summary>
/// <remarks>
/// <para>Inside a call <see cref="EventLoop.Current"/> is the loop, with its cheap timers.</para>
/// <para>A call over its timeout, or killed by a shutdown, ends for the caller; its function keeps its place among
/// <see cref="AsyncExecutorOptions.Concurrency"/> until it returns, which its token asks it to do.</para>
/// <para>An executor that is dropped without being disposed of finishes the calls it has; then its thread ends.</para>
/// </remarks>
public sealed class AsyncExecutor : Executor
{
    // The thread holds the worker and the worker knows this object only weakly; queued and running calls hold it. So an executor that
    // nobody uses any more is collected once its calls have ended, and its finalizer ends the loop.
    private readonly AsyncWorker _worker;

    // The call that this flow of execution is inside of; only kept where a full loop is possible.
    private readonly AsyncLocal<Call?>? _inside;

    internal AsyncExecutor(AsyncExecutorOptions options)
        : base(options)
    {
        _worker = new AsyncWorker(options, Name, Events, new WeakReference<AsyncExecutor>(this));
        _inside = options.Concurrency is null ? null : new();
    }

    /// <summary>The safety net of an executor that was dropped without being disposed of: ends its loop.</summary>
    ~AsyncExecutor() => _worker?.Dismiss();

    /// <inheritdoc/>
    public override string Model => "async";

    /// <summary>
    /// How many calls can be under way at once: <see cref="AsyncExecutorOptions.Concurrency"/>, without a limit the largest int.
    /// </summary>
    public override int Workers => _worker.Concurrency;

    // Without a limit of its own a map must still not start a call for every item of an endless source at once.
    internal override int DefaultWindow => (int)Math.Min(4L * Workers, 256);

    /// <summary>Breaks the executor and returns the exception that its calls get from now on.</summary>
    internal ExecutorBrokenException BreakFor(string what, Exception? reason)
    {
        Break(what, reason);
        return BrokenBy!;
    }

    private protected override bool MayBlockCaller() => !_worker.IsLoopThread;

    private protected override void Prepare(Call call)
    {
        // A kill can reach a function only through its token.
        call.MakeCancelable();
        if (_inside is null)
            return;
        Call? outer = _inside.Value;
        _inside.Value = call;
        call.CaptureContext();
        _inside.Value = outer;
    }

    private protected override void Submit(Call call)
    {
        // A chain means: on the same worker. There is but one, so its calls are free to interleave.
        for (Call? next = call; next is not null; next = next.Next)
            _worker.Submit(next, submittedFrom: _inside?.Value);
    }

    private protected override void CancelQueued() => _worker.CancelQueued();

    private protected override void KillRunning() => _worker.Kill();

    private protected override Task StopWorkersAsync() => _worker.StopAsync();

    private protected override async Task StartWorkersAsync(CancellationToken cancellationToken)
    {
        await _worker.StartAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (BrokenBy is { } reason)
            throw reason;
    }

    private protected override IReadOnlyList<WorkerSnapshot> SnapshotWorkers() => _worker.Snapshot();
}
