using Trama.Jobs.Engine.Outputs;

namespace Trama.Jobs.Engine.Running;

/// <summary>What an exception out of a call means for its item.</summary>
internal static class ItemFaults
{
    /// <summary>The job's error for <paramref name="exception"/>: the function's own where it named one, else by what the executor says.</summary>
    public static JobException Explain(string key, Exception exception) => exception switch
    {
        CallTimeoutException timeout => JobErrors.ItemTimedOut(key, timeout.Timeout.TotalSeconds),
        WorkerCrashedException crash => JobErrors.ItemCrashed(key, crash.ProcessId, crash.Reasons[^1].TrimEnd('.')),
        _ when JobFaults.Find(exception) is { } named => named,
        _ when DiskFaults.IsDiskFull(exception) => JobErrors.DiskFull(key),
        _ when DiskFaults.AreDescriptorsUsedUp(exception) => JobErrors.DescriptorsUsedUp(key),
        RemoteCallException remote => JobErrors.ItemThrew(key, remote.RemoteType, remote.Message),
        _ => JobErrors.ItemThrew(key, exception.GetType().Name, exception.Message),
    };
}
