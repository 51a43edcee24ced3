using System.Text.Json.Serialization.Metadata;
using Trama.Jobs.Engine;
using Trama.Jobs.Files;

namespace Trama.Jobs.Hash;

/// <summary>Whether files still have the digests that lists of them say.</summary>
internal sealed class CheckJob(CheckRequest request) : Job<CheckInput, HashResult>
{
    public override string Name => "hash-check";

    public override bool WeighsBytes => true;

    public override JsonTypeInfo<HashResult> ResultJson => HashContext.Default.HashResult;

    public override Task<JobPlan<CheckInput>> PlanAsync(CancellationToken cancellationToken)
        => Task.Run(() => new CheckPlanner(request).Plan(cancellationToken), cancellationToken);

    public override IAsyncEnumerable<CallResult<HashResult>> Map(
        Executor executor, string model, IAsyncEnumerable<CheckInput> inputs, MapOptions options, CancellationToken cancellationToken)
        => executor.MapResultsAsync(inputs, CheckFunctions.Check, options, cancellationToken);

    public override JobBatch Batch => HashFunctions.Batch;

    public override IAsyncEnumerable<CallResult<ItemOutcome<HashResult>[]>> MapBatches(
        Executor executor, string model, IAsyncEnumerable<CheckInput[]> inputs, MapOptions options, CancellationToken cancellationToken)
        => executor.MapResultsAsync(inputs, CheckFunctions.CheckMany, options, cancellationToken);

    public override bool MayPass(JobException error) => error.Id == JobErrors.FileChangedId || base.MayPass(error);

    // What it was checked against is part of the state that it was checked in: another list, another check.
    public override string? IdentityOf(JobItem<CheckInput> item, HashResult result)
        => result.Identity is { } identity ? CheckPlanner.IdentityWith(identity, item.Input.Expected) : null;
}

/// <summary>What to check.</summary>
/// <param name="Lists">Files of digest lines.</param>
/// <param name="Algorithm">One of <see cref="Algorithms.All"/>; null: each line tells, by its tag or its length.</param>
/// <param name="IgnoreMissing">Whether files that are not there count for nothing.</param>
/// <param name="IsStrict">Whether lines that are none count as failures.</param>
internal sealed record CheckRequest(IReadOnlyList<string> Lists, string? Algorithm, bool IgnoreMissing, bool IsStrict);

/// <summary>One line of a list: it crosses to worker processes.</summary>
internal sealed record CheckInput(byte[] Path, string Algorithm, FileState Seen, string Expected, string List);

/// <summary>Does one line.</summary>
internal static class CheckFunctions
{
    public static ItemOutcome<HashResult>[] CheckMany(CheckInput[] inputs, CancellationToken cancellationToken)
        => JobBatch.Run(inputs, Check, cancellationToken);

    /// <exception cref="JobException">TRM0784: the digest is another; else as <see cref="HashFunctions.Hash"/>.</exception>
    public static HashResult Check(CheckInput input, CancellationToken cancellationToken)
    {
        var result = HashFunctions.Hash(new(input.Path, input.Algorithm, input.Seen), cancellationToken);
        return result.Digest == input.Expected
            ? result
            : throw JobErrors.DigestDiffers(RawNames.Decode(input.Path), input.List, result.Digest, input.Expected);
    }
}
