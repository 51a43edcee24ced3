using Trama.Jobs.Compare;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Photos.Compare;

/// <summary>Blurs photos: heavy computing in a native library.</summary>
internal sealed class PhotosWorkload : Workload
{
    public override string Name => WorkloadNames.Photos;

    public override bool Waits => false;

    public override Task<PlannedWork> PlanAsync(WorkRequest request, CancellationToken cancellationToken)
        => PhotosWork.PlanAsync(request, cancellationToken);

    public override IAsyncEnumerable<string> Map(
        Executor executor, string model, IReadOnlyList<string> items, MapOptions options, CancellationToken cancellationToken)
        => executor.MapAsync(items, PhotoFunctions.Blur, options, cancellationToken);
}
