using Trama.Threads;

namespace Trama;

/// <summary>
/// Runs calls on private background threads, which are started as they are needed and end when they are idle: blocking work does not
/// starve the shared pool. Make one with <see cref="Executor.Threads(int)"/>.
/// </summary>
/// <remarks>
/// <para>An asynchronous function runs to its end on its thread, which also runs its continuations; it uses no thread of the shared
/// pool.</para>
/// <para>A thread can't be ended from outside. A call over its timeout ends for the caller, and its thread is abandoned: it runs on
/// until the function returns, while another takes its place, up to <see cref="ThreadExecutorOptions.MaxAbandoned"/>.</para>
/// <para>An executor that is dropped without being disposed of finishes the calls it has; then its threads end.</para>
/// </remarks>
public sealed class ThreadExecutor : Executor
{
    // The threads hold the crew and the crew knows this object only weakly; queued and running calls hold it. So an executor that nobody
    // uses any more is collected once its calls have ended, and its finalizer sends the crew home.
    private readonly ThreadCrew _crew;

    internal ThreadExecutor(ThreadExecutorOptions options)
        : base(options) => _crew = new ThreadCrew(options, Name, Events, new WeakReference<ThreadExecutor>(this));

    /// <summary>The safety net of an executor that was dropped without being disposed of: ends its idle threads.</summary>
    ~ThreadExecutor() => _crew?.Dismiss();

    /// <inheritdoc/>
    public override string Model => "threads";

    /// <inheritdoc/>
    public override int Workers => _crew.Max;

    /// <summary>Breaks the executor and returns the exception that its calls get from now on.</summary>
    internal ExecutorBrokenException BreakFor(string what, Exception? reason)
    {
        Break(what, reason);
        return BrokenBy!;
    }

    private protected override bool MayBlockCaller() => !_crew.IsWorkerThread;

    private protected override void Submit(Call call) => _crew.Submit(call);

    private protected override void OnTimeout(Call call, CallTimer timer)
    {
        // Abandoned first: who has seen the timeout finds the thread replaced. And a callback on the function's token, which the timeout
        // runs, may take its time. If the function returns in between, its call ends either way, and a thread was replaced for nothing.
        _crew.Abandon(call);
        call.TimeOut();
    }

    private protected override void CancelQueued() => _crew.CancelQueued();

    private protected override void KillRunning() => _crew.Kill();

    private protected override Task StopWorkersAsync()
    {
        _crew.Dismiss();
        return _crew.Gone;
    }

    private protected override async Task StartWorkersAsync(CancellationToken cancellationToken)
    {
        await _crew.StartAll().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (BrokenBy is { } reason)
            throw reason;
    }

    private protected override IReadOnlyList<WorkerSnapshot> SnapshotWorkers() => _crew.Snapshot();
}
