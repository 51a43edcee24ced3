namespace Trama;

/// <summary>
/// What <see cref="Executor.With"/> and <see cref="TaskScope.Use"/> return: other call options on the same pool, a scope that the calls
/// belong to. It owns nothing; calls go to the root.
/// </summary>
internal sealed class ExecutorView : Executor
{
    public ExecutorView(Executor root, CallOptions callOptions, TaskScope? scope)
        : base(root)
    {
        Root = root;
        CallOptions = callOptions;
        Scope = scope;
    }

    public override string Model => Root.Model;

    public override int Workers => Root.Workers;

    internal override Executor Root { get; }

    internal override CallOptions CallOptions { get; }

    internal override TaskScope? Scope { get; }

    private protected override void Submit(Call call) => throw Unreachable();

    private protected override void CancelQueued() => throw Unreachable();

    private protected override void KillRunning() => throw Unreachable();

    private protected override Task StopWorkersAsync() => throw Unreachable();

    private protected override Task StartWorkersAsync(CancellationToken cancellationToken) => throw Unreachable();

    private protected override IReadOnlyList<WorkerSnapshot> SnapshotWorkers() => throw Unreachable();

    private static System.Diagnostics.UnreachableException Unreachable() => new("A view hands everything to the executor behind it.");
}
