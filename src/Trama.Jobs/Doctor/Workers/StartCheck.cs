using System.Diagnostics;
using System.Reflection;

namespace Trama.Jobs.Doctor.Workers;

/// <summary>How this program starts itself again as a worker, and whether that works.</summary>
internal sealed class StartCheck(TrialPool pool) : ICheck
{
    public string Name => "start";

    public async Task<Finding> RunAsync(CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await pool.Executor.WarmUpAsync(cancellationToken);
        pool.Started = true;
        return Finding.Ok(HowThisWasStarted(), ("program", Environment.ProcessPath ?? ""), ("ms", clock.Elapsed.TotalMilliseconds));
    }

    private static string HowThisWasStarted()
    {
        var muxer = Path.GetFileNameWithoutExtension(Environment.ProcessPath ?? "").Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        // A bundle's assemblies have no file of their own.
        var bundle = Assembly.GetEntryAssembly()?.Location is null or "";
        return muxer ? Notices.StartMuxer : bundle ? Notices.StartSingleFile : Notices.StartAppHost;
    }
}
