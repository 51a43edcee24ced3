using System.Diagnostics;
using System.Globalization;
using Trama.Peers.Contenders;

namespace Trama.Peers.Sides;

/// <summary>
/// What a worker of <c>trama photos</c> holds over 2,000 photos: its resident memory, looked at many times a second, early (photos 200 to
/// 400) and late (the last 200). How much it grew in between says whether it would go on growing.
/// </summary>
internal sealed class PhotoMemory : ISide
{
    private const int Photos = 2_000;
    private const int Window = 200;
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    private readonly PhotoSet _photos = PhotoSet.OfMany(Photos);

    public ValueTask DisposeAsync()
    {
        _photos.Dispose();
        return default;
    }

    // A round is minutes of a program that starts anew, and skips what it has made before.
    public Task WarmUpAsync() => Task.CompletedTask;

    public async Task<double[]> RoundAsync()
    {
        using Process shell = _photos.Shell($"exec {FilterPhotos.Blur("in", "out")}");
        try
        {
            return await WatchAsync(shell);
        }
        finally
        {
            if (!shell.HasExited)
                shell.Kill(entireProcessTree: true);
        }
    }

    private async Task<double[]> WatchAsync(Process shell)
    {
        Task ended = shell.WaitForExitAsync();
        List<double> early = [], late = [];
        while (await Task.WhenAny(ended, Task.Delay(Glance)) != ended)
        {
            int made = _photos.Made;
            if (made is >= Window and < 2 * Window)
                early.AddRange(Workers(shell.Id));
            else if (made >= Photos - Window)
                late.AddRange(Workers(shell.Id));
        }

        if (shell.ExitCode != 0 || early.Count == 0 || late.Count == 0)
        {
            throw new InvalidOperationException(
                $"trama photos ended with {shell.ExitCode} after {_photos.Made} photos; its workers were seen {early.Count} times early, {late.Count} late.");
        }

        return [Median(late), Median(late) - Median(early)];
    }

    // Of each worker, in MB.
    private static IEnumerable<double> Workers(int parent)
    {
        foreach (int id in OutsideView.Below(parent).Where(id => id != parent))
        {
            string? line = Status(id).FirstOrDefault(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            if (line is not null)
                yield return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024 / 1e6;
        }
    }

    private static string[] Status(int id) => Text($"/proc/{id}/status").Split('\n');

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return "";   // it ended while we looked
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
