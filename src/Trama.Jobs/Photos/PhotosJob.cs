using System.Text.Json.Serialization.Metadata;
using Trama.Jobs.Compare;
using Trama.Jobs.Engine;
using Trama.Jobs.Files;
using Trama.Jobs.Photos.Filters;
using Trama.Jobs.Photos.Vips;

namespace Trama.Jobs.Photos;

/// <summary>Filters photos into a folder. In processes: a decoder that crashes takes one photo with it.</summary>
internal sealed class PhotosJob(PhotosRequest request) : Job<PhotoInput, PhotoResult>
{
    // glibc gives every thread an arena of its own to fill, up to eight a core; two keep a worker's memory flat over thousands of photos.
    private const string ArenasVariable = "MALLOC_ARENA_MAX";

    // glibc raises the size from which memory is mapped for itself to that of the largest piece that was freed: the pictures of large photos then
    // stay in heaps full of holes. Held at a megabyte, a worker gives a picture back when it is done with it, and needs half as much; mapped
    // and freed again that costs a thirtieth of the processor's time at most (bench/run peers --only photos).
    private const string MappedVariable = "MALLOC_MMAP_THRESHOLD_";
    private const string TrimmedVariable = "MALLOC_TRIM_THRESHOLD_";

    // The collector lets garbage grow to the size of the processor's cache before it looks at any, which is 16 MB on some; of a photo's there
    // are kilobytes, so a worker would grow for a thousand of them. In hexadecimal, as the runtime reads it: a megabyte.
    private const string NurseryVariable = "DOTNET_GCgen0size";

    public override string Name => "photos";

    public override string DefaultModel => ModelNames.Processes;

    public override string Settings { get; } = SettingsOf(request.Recipe);

    public override bool WeighsBytes => true;

    public override bool LongestFirst => true;

    public override JsonTypeInfo<PhotoResult> ResultJson => PhotoContext.Default.PhotoResult;

    public override void Check() => new PhotosPlanner(request).Check();

    public override Task<JobPlan<PhotoInput>> PlanAsync(CancellationToken cancellationToken)
        => Task.Run(() => new PhotosPlanner(request).Plan(cancellationToken), cancellationToken);

    public override IAsyncEnumerable<CallResult<PhotoResult>> Map(
        Executor executor, string model, IAsyncEnumerable<PhotoInput> inputs, MapOptions options, CancellationToken cancellationToken)
        => executor.MapResultsAsync(inputs, PhotoFunctions.Filter, options, cancellationToken);

    /// <summary>A photo that was still being written may be whole the next time.</summary>
    public override bool MayPass(JobException error) => error.Id == JobErrors.FileChangedId || base.MayPass(error);

    /// <summary>
    /// A picture that can't be a watermark can't be one on any photo: its header was looked at before, its rest comes with the first. And
    /// where libvips is missing, no photo can be made: only the workers load it, and the hundred libraries that it brings along.
    /// </summary>
    public override bool IsOfAll(JobException error) => error.Id is JobErrors.BadWatermarkId or JobErrors.VipsMissingId;

    public override ProcessExecutorOptions Configure(ProcessExecutorOptions options)
        => options with
        {
            Environment = new Dictionary<string, string?>
            {
                [ArenasVariable] = "2",
                [MappedVariable] = "1048576",
                [TrimmedVariable] = "4194304",
                [NurseryVariable] = "100000",
            },
            // While the parent is planning, and not with the first photo.
            Initializer = VipsLibrary.Prepare,
        };

    // Another picture under the same name is another watermark.
    private static string SettingsOf(PhotoRecipe recipe)
        => string.Join(';', recipe.Filters.Select(FilterTable.Parse).OfType<PictureWatermark>()
            .Select(mark => FileState.Of(mark.Path)).Select(state => $"{state.Size}:{state.Modified}").Prepend(recipe.ToString()));
}
