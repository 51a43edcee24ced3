using System.Diagnostics;

namespace Trama.Peers.Sides;

/// <summary>
/// A Gaussian blur (σ 3) of real photos by a whole program, from its start to its end: <c>trama photos</c>, <c>vips</c> under <c>xargs</c>
/// with as many processes as cores, or Pillow with <c>multiprocessing</c>; JPEG to JPEG at the same quality. The files are in memory.
/// </summary>
internal sealed class FilterPhotos : ISide
{
    private readonly PhotoSet _photos = PhotoSet.Real();
    private readonly string _command;

    private FilterPhotos(string command) => _command = $"rm -rf out && mkdir out && {command}";

    public static FilterPhotos Trama() => new(Blur("in", "out"));

    // A process a photo, as vips has no other way.
    public static FilterPhotos Vips() => new(
        $"find in -type f -printf '%f\\0' | xargs -0 -P {Environment.ProcessorCount} -I '<>' vips gaussblur 'in/<>' 'out/<>' 3");

    public static FilterPhotos Pillow() => new(
        $"'{Environment.GetEnvironmentVariable("PEERS_PYTHON")}' '{Environment.GetEnvironmentVariable("PEERS_SCRIPTS")}/photos.py' in out");

    /// <summary>What a person would type, without the script that builds the program: one that was installed has none.</summary>
    public static string Blur(string from, string to) =>
        $"'{Environment.GetEnvironmentVariable("TRAMA_PROGRAM")}' photos '{from}' --output '{to}' --blur 3 --quality 75 --quiet";

    public ValueTask DisposeAsync()
    {
        _photos.Dispose();
        return default;
    }

    public async Task<double[]> RoundAsync()
    {
        long started = Stopwatch.GetTimestamp();
        using Process shell = _photos.Shell(_command);
        await shell.WaitForExitAsync();
        if (shell.ExitCode != 0)
            throw new InvalidOperationException($"'{_command}' ended with {shell.ExitCode}.");
        TimeSpan took = Stopwatch.GetElapsedTime(started);
        return _photos.Made == _photos.Count
            ? [_photos.Count / took.TotalSeconds]
            : throw new InvalidOperationException($"'{_command}' made {_photos.Made} photos of {_photos.Count}.");
    }
}
