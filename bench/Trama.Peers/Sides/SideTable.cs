namespace Trama.Peers.Sides;

/// <summary>Which side measures what, and on what.</summary>
internal static class SideTable
{
    public static ISide Find(string name, string measurement) => (name, measurement) switch
    {
        ("trama", "call.roundtrip") => new RoundTrip(TramaCalls(), blocks: true),
        ("trama", "call.awaited") => new RoundTrip(TramaCalls(), blocks: false),
        ("trama", "call.batch") => new Batch(TramaCalls()),
        ("trama", "map.item") => new MapItems(),
        ("task_run", "call.roundtrip") => new RoundTrip(TaskRun(), blocks: true),
        ("task_run", "call.awaited") => new RoundTrip(TaskRun(), blocks: false),
        ("task_run", "call.batch") => new Batch(TaskRun()),
        ("parallel_foreach", "map.item") => new ParallelItems(),
        _ => throw new ArgumentException($"{name} has no side of {measurement}"),
    };

    private static Calls TramaCalls()
    {
        ProcessExecutor executor = Executor.Processes();
        return new Calls(executor, n => executor.RunAsync(Work.Increment, n));
    }

    private static Calls TaskRun() => new(null, static n => Task.Run(() => Work.Increment(n)));
}

/// <summary>A way to call <see cref="Work.Increment"/>, and what has to be ended afterwards.</summary>
internal sealed record Calls(IAsyncDisposable? Owner, Func<int, Task<int>> Call) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Owner?.DisposeAsync() ?? ValueTask.CompletedTask;
}
