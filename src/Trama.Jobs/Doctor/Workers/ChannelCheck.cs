namespace Trama.Jobs.Doctor.Workers;

/// <summary>What calls travel over.</summary>
internal sealed class ChannelCheck(TrialPool pool) : WorkerCheck(pool)
{
    public override string Name => "channel";

    protected override Task<Finding> TryAsync(CancellationToken cancellationToken)
        => Task.FromResult(Finding.Ok(Notices.Channel, ("channel", Pool.Executor.Snapshot().Channel ?? "")));
}
