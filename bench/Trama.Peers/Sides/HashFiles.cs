using System.Diagnostics;

namespace Trama.Peers.Sides;

/// <summary>
/// SHA-256 of files by a whole program, from its start to its end, as a person waits for it: <c>trama hash</c>, or <c>sha256sum</c> under
/// <c>xargs</c> with as many processes as cores. The files are in memory, and the lines go to a file.
/// </summary>
internal sealed class HashFiles : ISide
{
    private readonly string _root = Directory.CreateTempSubdirectory("trama-peers-").FullName;
    private readonly string _command;

    private HashFiles(string command) => _command = command;

    public static HashFiles OfMany(bool isTrama) => Make(10_000, 4 << 10, isTrama ? Trama : Sums(10_000 / (8 * Environment.ProcessorCount)));

    public static HashFiles OfLarge(bool isTrama) => Make(4, 256 << 20, isTrama ? Trama : Sums(1));

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return default;
    }

    public async Task<double[]> RoundAsync()
    {
        long started = Stopwatch.GetTimestamp();
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", _command]) { WorkingDirectory = _root })!;
        await shell.WaitForExitAsync();
        if (shell.ExitCode != 0)
            throw new InvalidOperationException($"'{_command}' ended with {shell.ExitCode}.");
        return [Stopwatch.GetElapsedTime(started).TotalMilliseconds];
    }

    // The program itself, and not the script that builds it: a program that was installed has none.
    private static string Trama => $"'{Environment.GetEnvironmentVariable("TRAMA_PROGRAM")}' hash --quiet files > sums";

    // Batches small enough that all processes end together.
    private static string Sums(int batch) =>
        $"find files -type f -print0 | xargs -0 -n {batch} -P {Environment.ProcessorCount} sha256sum > sums";

    private static HashFiles Make(int count, int bytes, string command)
    {
        var files = new HashFiles(command);
        var random = new Random(1);
        byte[] content = new byte[bytes];
        for (int i = 0; i < count; i++)
        {
            random.NextBytes(content);
            string folder = Path.Combine(files._root, "files", $"{i % 100:00}");
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, $"{i:00000}"), content);
        }

        return files;
    }
}
