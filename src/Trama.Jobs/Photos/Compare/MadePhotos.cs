using Trama.Jobs.Photos.Samples;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Photos.Compare;

/// <summary>Photos to measure with when the user names none, in a folder of their own that lives as long as the rounds.</summary>
internal sealed class MadePhotos : IAsyncDisposable
{
    // About a second's work for one core: enough to tell models apart, and all rounds of all models still take less than a minute.
    private const int Count = 24;

    private readonly string _folder = Directory.CreateTempSubdirectory("trama-photos-").FullName;

    private MadePhotos()
    {
    }

    public static async Task<PlannedWork> PlanAsync(int seed, CancellationToken cancellationToken)
    {
        var made = new MadePhotos();
        try
        {
            var (photos, bytes) = await made.MakeAsync(seed, cancellationToken);
            return new()
            {
                Items = photos,
                Input = Notices.Create(Notices.PhotosMadeInput, ("items", photos.Count), ("bytes", bytes), ("seed", seed)),
                Owned = made,
            };
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return default;
    }

    private async Task<(List<string> Photos, long Bytes)> MakeAsync(int seed, CancellationToken cancellationToken)
    {
        var inputs = Enumerable.Range(0, Count).Select(i => new SampleInput(unchecked((seed * Count) + i) & int.MaxValue, Path.Combine(_folder, $"{i:00}.jpg"))).ToList();
        long bytes = 0;
        await using var threads = Executor.Threads();
        await foreach (var sample in threads.MapAsync(inputs, SampleFunctions.Make, cancellationToken: cancellationToken)) bytes += sample.Bytes;
        return ([.. inputs.Select(input => input.Output)], bytes);
    }
}
