using System.Diagnostics;

namespace Trama.Integration.Tests.Samples;

/// <summary>A sample as a user runs it: what it printed, and how long it took from its first line to its last.</summary>
internal sealed record SampleRun(IReadOnlyList<string> Lines, TimeSpan Elapsed, string Error, int ExitCode)
{
    /// <summary>Builds the sample, so that the time of the build is none of the run's, and runs it under an English locale.</summary>
    public static async Task<SampleRun> OfAsync(string name)
    {
        string file = Repository.PathTo("samples", name);
        ProgramRun build = await ProgramRun.RunAsync("dotnet", ["build", file, "-nologo", "-v", "quiet"], limit: TimeSpan.FromMinutes(4));
        Assert.True(build.ExitCode == 0, $"{name} does not build: {build.Output}{build.Error}");

        var start = new ProcessStartInfo("dotnet", ["run", "--no-build", file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
            Environment = { ["LC_ALL"] = "en_US.UTF-8", ["LANG"] = "en_US.UTF-8" },
        };
        using Process process = Process.Start(start)!;
        using StreamReader output = process.StandardOutput;
        using StreamReader errors = process.StandardError;
        Task<string> error = errors.ReadToEndAsync();
        List<string> lines = [];
        long first = 0;
        long last = 0;
        while (await output.ReadLineAsync() is { } line)
        {
            last = Stopwatch.GetTimestamp();
            first = first == 0 ? last : first;
            lines.Add(line);
        }

        await process.WaitForExitAsync();
        return new SampleRun(lines, Stopwatch.GetElapsedTime(first, last), await error, process.ExitCode);
    }
}
