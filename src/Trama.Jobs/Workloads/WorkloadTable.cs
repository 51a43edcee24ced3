using Trama.Jobs.Compare;
using Trama.Jobs.Compute;
using Trama.Jobs.Connections;
using Trama.Jobs.Fetch;
using Trama.Jobs.Files;
using Trama.Jobs.Method;
using Trama.Jobs.Photos.Compare;
using Trama.Jobs.Sleep;

namespace Trama.Jobs.Workloads;

/// <summary>Every workload by its name, in the command's process as in a round's.</summary>
internal static class WorkloadTable
{
    /// <exception cref="JobException">TRM0701: there is none of that name.</exception>
    public static Workload Find(string name, UserMethodPlan? method) => name switch
    {
        WorkloadNames.Sleep => new SleepWorkload(),
        WorkloadNames.Compute => new ComputeWorkload(),
        WorkloadNames.Files => new FilesWorkload(),
        WorkloadNames.Fetch => new FetchWorkload(),
        WorkloadNames.Photos => new PhotosWorkload(),
        WorkloadNames.Connections => new ConnectionsWorkload(),
        WorkloadNames.Method when method is not null => new MethodWorkload(method),
        _ => throw JobErrors.UnknownWorkload(name, WorkloadNames.All),
    };
}
