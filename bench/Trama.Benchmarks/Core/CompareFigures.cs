using System.Diagnostics;

namespace Trama.Benchmarks.Core;

/// <summary>How long <c>trama compare</c> takes with no arguments, and until a person sees that it works.</summary>
internal static class CompareFigures
{
    public static async Task<Row[]> DefaultRunAsync()
    {
        // bench/run has built the program and says where the script is that starts it.
        string trama = Environment.GetEnvironmentVariable("TRAMA_COMMAND") ?? "./trama";
        var start = new ProcessStartInfo(trama, ["compare"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        long started = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        await process.StandardError.ReadLineAsync();
        double firstLine = Stopwatch.GetElapsedTime(started).TotalSeconds;
        string rest = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        await output;
        double total = Stopwatch.GetElapsedTime(started).TotalSeconds;
        bool succeeded = process.ExitCode == 0;
        if (!succeeded)
            await Console.Error.WriteLineAsync(rest);
        return
        [
            new Row
            {
                Name = "compare.firstline", Unit = "s", Trama = firstLine, Target = "<= 0.5 s", Met = succeeded && firstLine <= 0.5,
            },
            new Row { Name = "compare.default", Unit = "s", Trama = total, Target = "< 120 s", Met = succeeded && total < 120 },
        ];
    }
}
