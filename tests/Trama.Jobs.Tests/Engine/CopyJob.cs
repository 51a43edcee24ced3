using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Trama.Jobs.Engine;
using Trama.Jobs.Files;

namespace Trama.Jobs.Tests.Engine;

/// <summary>A small job that makes files: each text below in/ in upper case below out/. <see cref="CopyFunctions"/> says how each goes.</summary>
internal sealed class CopyJob(string root) : Job<CopyInput, CopyResult>
{
    public override string Name => "copy";

    public override string Settings => Setting;

    public string Setting { get; init; } = "";

    public override bool LongestFirst => BeginsWithLongest;

    public bool BeginsWithLongest { get; init; }

    public string? Source { get; init; }

    /// <summary>Before each key, so that two jobs have items of their own for the same outputs.</summary>
    public string Prefix { get; init; } = "";

    public override JsonTypeInfo<CopyResult> ResultJson => CopyContext.Default.CopyResult;

    public IReadOnlyList<RefusedItem> Refused { get; init; } = [];

    public Action OnPlan { get; init; } = static () => { };

    public override Task<JobPlan<CopyInput>> PlanAsync(CancellationToken cancellationToken)
    {
        OnPlan();
        return Task.FromResult(new JobPlan<CopyInput>
        {
            Items = [.. Directory.EnumerateFiles(Path.Combine(root, "in")).Order(StringComparer.Ordinal).Select(ItemOf)],
            Refused = Refused,
        });
    }

    public override IAsyncEnumerable<CallResult<CopyResult>> Map(
        Executor executor, string model, IAsyncEnumerable<CopyInput> inputs, MapOptions options, CancellationToken cancellationToken)
        => executor.MapResultsAsync(inputs, CopyFunctions.Copy, options, cancellationToken);

    public override bool IsOfAll(JobException error) => error.Id == JobErrors.BadWatermarkId;

    private JobItem<CopyInput> ItemOf(string path)
    {
        var name = Path.GetFileName(path);
        var state = FileState.Of(path);
        return new()
        {
            Key = Prefix + name,
            Input = new(root, name),
            // Files of a test are young, and a young file's time proves nothing: looked at from an hour later it is old enough.
            Identity = state.Identity(DateTimeOffset.UtcNow.AddHours(1)),
            Output = Path.Combine(root, "out", name),
            Source = Source,
            Weight = state.Size,
        };
    }
}

internal sealed record CopyInput(string Root, string Name);

internal sealed record CopyResult(int Length);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CopyResult))]
internal sealed partial class CopyContext : JsonSerializerContext;
