namespace Trama.Jobs.Doctor.Workers;

/// <summary>What calls travel over: shared memory, or the socket that takes its place where that can't be had.</summary>
internal sealed class ChannelCheck(TrialPool pool) : WorkerCheck(pool)
{
    private const string Fast = "shared memory";

    public override string Name => "channel";

    protected override Task<Finding> TryAsync(CancellationToken cancellationToken)
        => Task.FromResult(Judge(Pool.Executor.Snapshot().Channel ?? "", OperatingSystem.IsLinux()));

    internal static Finding Judge(string channel, bool hasFast) => channel switch
    {
        Fast => Finding.Ok(Notices.ChannelShared, ("channel", channel)),
        _ when hasFast => Finding.Warning(Notices.ChannelFallback, ("channel", channel)),
        _ => Finding.Ok(Notices.Channel, ("channel", channel)),
    };
}
