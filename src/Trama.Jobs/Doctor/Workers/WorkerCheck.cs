namespace Trama.Jobs.Doctor.Workers;

/// <summary>A check that needs a worker: skipped when none could be started, which is told once and not five times.</summary>
internal abstract class WorkerCheck(TrialPool pool) : ICheck
{
    public abstract string Name { get; }

    protected TrialPool Pool => pool;

    public async Task<Finding> RunAsync(CancellationToken cancellationToken)
        => pool.Started ? await TryAsync(cancellationToken) : Finding.Skipped(Notices.NoWorker);

    protected abstract Task<Finding> TryAsync(CancellationToken cancellationToken);
}
