using System.Diagnostics;

namespace Trama.Tests.Support;

/// <summary>How a program ended, and what it said: how exit behaviour is tested, in a fresh process.</summary>
public sealed record ProgramRun(int ExitCode, string Output, string Error, TimeSpan Elapsed)
{
    /// <summary>Runs a program to its end; after <paramref name="limit"/> (30 s) it is killed with its children.</summary>
    /// <exception cref="TimeoutException">It did not end in time; the message has what it had said.</exception>
    public static async Task<ProgramRun> RunAsync(
        string fileName, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null, TimeSpan? limit = null)
    {
        var start = new ProcessStartInfo(fileName, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment ?? new Dictionary<string, string?>())
            start.Environment[name] = value;

        long started = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();

        // Streams that were asked for do not go with their process: left to the collector, they may still be there when leaks are counted.
        using StreamReader outputStream = process.StandardOutput;
        using StreamReader errorStream = process.StandardError;
        Task<string> output = outputStream.ReadToEndAsync();
        Task<string> error = errorStream.ReadToEndAsync();

        TimeSpan patience = limit ?? TimeSpan.FromSeconds(30);
        using var deadline = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            string said = $"stdout: {await output}\nstderr: {await error}";
            throw new TimeoutException($"{Path.GetFileName(fileName)} did not end within {patience.TotalSeconds:0} s.\n{said}");
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        return new ProgramRun(process.ExitCode, await output, await error, elapsed);
    }
}
