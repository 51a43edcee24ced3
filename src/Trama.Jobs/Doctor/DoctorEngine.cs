using System.Diagnostics;
using Trama.Jobs.Doctor.Limits;
using Trama.Jobs.Doctor.Workers;

namespace Trama.Jobs.Doctor;

/// <summary>Looks at the limits of this machine and tries worker processes of this very program. Prints nothing.</summary>
internal sealed class DoctorEngine
{
    /// <summary>A check that takes longer has found something that hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Runs every check in turn.</summary>
    /// <param name="progress">Told of each check as it ends.</param>
    /// <param name="cancellationToken">Ends in <see cref="OperationCanceledException"/>, with no worker left.</param>
    public static async Task<DoctorReport> RunAsync(IProgress<CheckReport>? progress = null, CancellationToken cancellationToken = default)
    {
        var clock = Stopwatch.StartNew();
        await using var pool = new TrialPool();
        var files = new SystemFiles();
        var checks = await RunAsync(
            [
                new CoresCheck(files), new MemoryCheck(files), new SharedMemoryCheck(), new DescriptorsCheck(files), new CgroupCheck(files),
                new StartCheck(pool), new ChannelCheck(pool), new EchoCheck(pool), new KillCheck(pool), new MemoryCapCheck(pool),
            ],
            progress, cancellationToken);
        return new(MachineInfo.Read(), clock.Elapsed.TotalSeconds, checks);
    }

    internal static async Task<IReadOnlyList<CheckReport>> RunAsync(
        IReadOnlyList<ICheck> checks, IProgress<CheckReport>? progress, CancellationToken cancellationToken)
    {
        var reports = new List<CheckReport>();
        foreach (var check in checks)
        {
            var clock = Stopwatch.StartNew();
            var finding = await FindAsync(check, cancellationToken);
            var report = new CheckReport(check.Name, finding.Status, finding.Notice, clock.Elapsed.TotalSeconds);
            reports.Add(report);
            progress?.Report(report);
        }

        return reports;
    }

    private static async Task<Finding> FindAsync(ICheck check, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            return await check.RunAsync(patience.Token).WaitAsync(patience.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Finding.Failed(Notices.CheckTimedOut, ("seconds", Patience.TotalSeconds));
        }
        catch (Exception cause) when (cause is not OperationCanceledException)
        {
            return Finding.Failed(Notices.CheckThrew, ("exception", cause.GetType().Name), ("message", cause.Message));
        }
    }
}
