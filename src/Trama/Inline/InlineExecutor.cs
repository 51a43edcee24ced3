using System.Collections.Concurrent;
using System.Diagnostics;

namespace Trama;

/// <summary>
/// Runs each call at once on the caller's thread, under the same contract as the other models: the baseline of every comparison, and the
/// model to debug under. Make one with <see cref="Executor.Inline"/>.
/// </summary>
public sealed class InlineExecutor : Executor
{
    // The call that this flow of execution is inside of. An async local, not a thread static: an asynchronous function may go on elsewhere.
    private readonly AsyncLocal<Call?> _inside = new();

    // Asynchronous functions that have returned their task: the only calls that can still be under way when somebody shuts down.
    private readonly ConcurrentDictionary<Call, bool> _pending = new();
    private int _calls;

    internal InlineExecutor(InlineExecutorOptions options)
        : base(options)
    {
    }

    /// <inheritdoc/>
    public override string Model => "inline";

    /// <inheritdoc/>
    public override int Workers => 1;

    internal override bool JudgesTimeoutOnReturn => true;

    internal override int DefaultWindow => 1;

    private protected override bool MayBlockCaller() => false;

    private protected override void Submit(Call call)
    {
        for (Call? next = call; next is not null; next = next.Next)
            Run(next);
    }

    private protected override void CancelQueued()
    {
        // Nothing ever waits here.
    }

    private protected override void KillRunning()
    {
        // The function itself can't be ended; its call ends for the caller, as on a thread.
        foreach (Call call in _pending.Keys)
        {
            call.CancelFunction();
            call.Cancel(CancellationToken.None);
        }
    }

    private protected override Task StopWorkersAsync() => Task.CompletedTask;

    private protected override Task StartWorkersAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private protected override IReadOnlyList<WorkerSnapshot> SnapshotWorkers() =>
        [new WorkerSnapshot { Id = 1, State = RunningCalls > 0 ? "busy" : "idle", Calls = Volatile.Read(ref _calls) }];

    private void Run(Call call)
    {
        if (_inside.Value is { HasEnded: false })
        {
            call.Fail(new PoolDeadlockException(call.FunctionName, Name, Workers));
            return;
        }

        if (!call.TryStart(worker: 1))
            return;
        Interlocked.Increment(ref _calls);
        _inside.Value = call;
        CaptureContext(call);
        try
        {
            if (call.Begin() is { } pending)
                Watch(call, pending);
        }
        finally
        {
            _inside.Value = null;
        }
    }

    // The context of here and now, with what the call was given when it was made.
    private static void CaptureContext(Call call)
    {
        if (call.Activity is not { } activity)
        {
            call.CaptureContext();
            return;
        }

        Activity? outer = Activity.Current;
        Activity.Current = activity;
        call.CaptureContext();
        Activity.Current = outer;
    }

    private void Watch(Call call, Task pending)
    {
        _pending[call] = true;
        pending.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(() =>
        {
            _pending.TryRemove(call, out _);
            call.End();
        });
    }
}
