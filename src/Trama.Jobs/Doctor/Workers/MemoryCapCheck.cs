namespace Trama.Jobs.Doctor.Workers;

/// <summary>Has a worker with a cap on its memory take more than that: the call must fail, and the pool go on.</summary>
internal sealed class MemoryCapCheck(TrialPool pool) : WorkerCheck(pool)
{
    private const long Cap = 64L << 20;
    private const long Wanted = 512L << 20;

    public override string Name => "memory-cap";

    protected override async Task<Finding> TryAsync(CancellationToken cancellationToken)
    {
        await using var capped = Executor.Processes(Capped());
        var reason = await FailureAsync(capped, cancellationToken);
        if (reason is null) return Finding.Failed(Notices.CapIgnored, ("bytes", Cap), ("takenBytes", Wanted));
        await capped.RunAsync(TrialFunctions.Echo, "still there", cancellationToken);
        return Finding.Ok(Notices.Cap, ("bytes", Cap), ("exception", reason));
    }

    // The heap's limit and not the hard one: that is looked at every now and then, and may be passed for a moment.
    private static ProcessExecutorOptions Capped() => new()
    {
        Workers = 1,
        Name = "doctor-capped",
        Inline = false,
        Output = WorkerOutputMode.EventsOnly,
        GarbageCollector = new GarbageCollectorOptions { HeapLimit = Cap },
    };

    private static async Task<string?> FailureAsync(ProcessExecutor capped, CancellationToken cancellationToken)
    {
        try
        {
            await capped.RunAsync(TrialFunctions.Fill, Wanted, cancellationToken);
            return null;
        }
        catch (Exception expected) when (expected is OutOfMemoryException or WorkerCrashedException or RemoteCallException)
        {
            return expected is RemoteCallException remote ? remote.RemoteType : expected.GetType().Name;
        }
    }
}
