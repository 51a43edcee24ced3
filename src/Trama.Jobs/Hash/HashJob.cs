using System.Text.Json.Serialization.Metadata;
using Trama.Jobs.Engine;

namespace Trama.Jobs.Hash;

/// <summary>The digests of files, and of everything below folders.</summary>
internal sealed class HashJob(HashRequest request) : Job<HashInput, HashResult>
{
    public override string Name => "hash";

    public override string Settings => request.Algorithm;

    public override bool WeighsBytes => true;

    public override JsonTypeInfo<HashResult> ResultJson => HashContext.Default.HashResult;

    public override Task<JobPlan<HashInput>> PlanAsync(CancellationToken cancellationToken)
        => Task.Run(() => new HashPlanner(request).Plan(cancellationToken), cancellationToken);

    public override IAsyncEnumerable<CallResult<HashResult>> Map(
        Executor executor, string model, IAsyncEnumerable<HashInput> inputs, MapOptions options, CancellationToken cancellationToken)
        => executor.MapResultsAsync(inputs, HashFunctions.Hash, options, cancellationToken);

    public override JobBatch Batch => HashFunctions.Batch;

    public override IAsyncEnumerable<CallResult<ItemOutcome<HashResult>[]>> MapBatches(
        Executor executor, string model, IAsyncEnumerable<HashInput[]> inputs, MapOptions options, CancellationToken cancellationToken)
        => executor.MapResultsAsync(inputs, HashFunctions.HashMany, options, cancellationToken);

    /// <summary>A file that was changed while it was read may be at rest the next time.</summary>
    public override bool MayPass(JobException error) => error.Id == JobErrors.FileChangedId || base.MayPass(error);

    public override string? IdentityOf(JobItem<HashInput> item, HashResult result) => result.Identity;
}
