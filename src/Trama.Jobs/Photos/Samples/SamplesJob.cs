using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Trama.Jobs.Compare;
using Trama.Jobs.Engine;

namespace Trama.Jobs.Photos.Samples;

/// <summary>Makes photos to try things out with: always the same ones.</summary>
/// <param name="count">How many; from 1 up.</param>
/// <param name="folder">Where.</param>
internal sealed class SamplesJob(int count, string folder) : Job<SampleInput, SampleResult>
{
    public override string Name => "samples";

    public override string DefaultModel => ModelNames.Processes;

    public override JsonTypeInfo<SampleResult> ResultJson => SampleContext.Default.SampleResult;

    public override Task<JobPlan<SampleInput>> PlanAsync(CancellationToken cancellationToken)
        => Task.FromResult(new JobPlan<SampleInput> { Items = [.. Enumerable.Range(1, count).Select(ItemOf)] });

    public override IAsyncEnumerable<CallResult<SampleResult>> Map(
        Executor executor, string model, IAsyncEnumerable<SampleInput> inputs, MapOptions options, CancellationToken cancellationToken)
        => executor.MapResultsAsync(inputs, SampleFunctions.Make, options, cancellationToken);

    /// <summary>Where libvips is missing, no sample can be made.</summary>
    public override bool IsOfAll(JobException error) => error.Id == JobErrors.VipsMissingId;

    private JobItem<SampleInput> ItemOf(int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"sample-{number:00000}.jpg");
        var path = Path.Combine(Path.GetFullPath(folder), name);
        // Nothing decides a sample but its number.
        return new() { Key = name, Input = new(number, path), Identity = name, Output = path };
    }
}

/// <summary>Which sample, and the file to make.</summary>
internal sealed record SampleInput(int Number, string Output);

/// <summary>The sample's sides in pixels, and its bytes.</summary>
internal sealed record SampleResult(int Width, int Height, long Bytes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SampleInput))]
[JsonSerializable(typeof(SampleResult))]
internal sealed partial class SampleContext : JsonSerializerContext;
