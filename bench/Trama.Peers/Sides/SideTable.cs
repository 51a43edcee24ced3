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
        ("trama", "payload.memory") => new Payload(static (executor, data) => executor.RunAsync(Work.ReadMemory, (ReadOnlyMemory<byte>)data)),
        ("trama", "payload.array") => new Payload(static (executor, data) => executor.RunAsync(Work.ReadArray, data)),
        ("trama", "payload.result") => new Payload(
            static async (executor, _) => Work.ReadArray(await executor.RunAsync(Work.GiveArray, Payload.Bytes))),
        ("trama", "sharedarray.handover") => new HandOver(),
        ("trama", "pool.cold") => new ColdPool(),
        ("trama", "worker.idle") => new IdleWorkers(Environment.ProcessorCount),
        ("trama", "idle.cpu") => new IdleWorkers(8),
        ("trama", "worker.replace") => new Replacement(spares: 0),
        ("trama", "worker.replace.spare") => new Replacement(spares: 1),
        ("trama", "connections") => new EchoServer(ioOnLoop: true),
        ("trama_runtime" or "trama_inline", "connections") => new EchoServer(ioOnLoop: false),
        ("trama", "scale.cpu2") => new Scaling(ScalingPool),
        ("task_run", "scale.cpu2") => new Scaling(ScalingTasks),
        ("trama" or "sha256sum", "hash.small") => HashFiles.OfMany(name == "trama"),
        ("trama" or "sha256sum", "hash.large") => HashFiles.OfLarge(name == "trama"),
        ("trama", "photos.blur") => FilterPhotos.Trama(),
        ("vips", "photos.blur") => FilterPhotos.Vips(),
        ("pillow", "photos.blur") => FilterPhotos.Pillow(),
        ("trama", "photos.memory") => new PhotoMemory(),
        _ => throw new ArgumentException($"{name} has no side of {measurement}"),
    };

    private static Calls TramaCalls()
    {
        ProcessExecutor executor = Executor.Processes();
        return new Calls(executor, n => executor.RunAsync(Work.Increment, n));
    }

    private static (IAsyncDisposable? Owner, Func<uint, Task> Call) ScalingPool(int workers)
    {
        ProcessExecutor executor = Executor.Processes(workers);
        return (executor, seed => executor.RunAsync(Work.Burn, seed));
    }

    // So many tasks at a time as there would be workers.
    private static (IAsyncDisposable? Owner, Func<uint, Task> Call) ScalingTasks(int workers)
    {
        var room = new SemaphoreSlim(workers);
        return (null, BurnAsync);

        async Task BurnAsync(uint seed)
        {
            await room.WaitAsync();
            await Task.Run(() => Work.Burn(seed));
            room.Release();
        }
    }

    private static Calls TaskRun() => new(null, static n => Task.Run(() => Work.Increment(n)));
}

/// <summary>A way to call <see cref="Work.Increment"/>, and what has to be ended afterwards.</summary>
internal sealed record Calls(IAsyncDisposable? Owner, Func<int, Task<int>> Call) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Owner?.DisposeAsync() ?? ValueTask.CompletedTask;
}
