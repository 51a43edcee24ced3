using System.Diagnostics;
using Trama.Tests.Support;

namespace Trama.Jobs.Tests.Engine;

/// <summary>A job in a process of its own that dies, or finds no room.</summary>
public sealed class DeathTests : IDisposable
{
    private readonly JobFolder _folder = new();

    private static string Program => Requests.Program.FileName;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("threads", 30)]
    [InlineData("processes", 5)]
    public async Task Job_killed_at_many_moments_and_resumed_makes_what_an_undisturbed_one_makes(string model, int rounds)
    {
        _folder.PutMany(300);
        var random = new Random(rounds);
        for (var round = 0; round < rounds; round++)
        {
            using var process = Start(model);
            // From before the first line of the program to beyond the last item.
            await Task.Delay(random.Next(20, 350), TestContext.Current.CancellationToken);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            AssertOutputsAreWhole();
        }

        var run = await RunAsync(model);
        Assert.StartsWith("Complete", run, StringComparison.Ordinal);
        Assert.Contains("failed=0 left=0", run, StringComparison.Ordinal);
        Assert.Equal(string.Join('\n', Enumerable.Range(0, 300).Select(i => $"{i:000}=TEXT {i}")), _folder.Outputs());
        Assert.Equal(["copy.journal"], Directory.EnumerateFiles(Path.GetDirectoryName(_folder.Journal.Path)!).Select(Path.GetFileName));
        Assert.StartsWith("Complete done=0 skipped=300", await RunAsync(model), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Full_disk_stops_the_run_leaves_no_part_of_a_file_and_the_next_run_goes_on()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Mounting a small file system takes root.");
        for (var i = 0; i < 200; i++) _folder.Put($"{i:000}", new string('x', 20_000));
        // A file system of 1 MB that only this shell and its children see; then room is made, and the same command goes on.
        var script = $"""
            mkdir -p '{_folder.Out}' && mount -t tmpfs -o size=1m tmpfs '{_folder.Out}' || exit 99
            '{Program}' copy-job '{_folder.Root}' threads
            find '{_folder.Out}' -name '*.part' | wc -l
            find '{_folder.Out}' -maxdepth 1 -type f -not -size 20000c | wc -l
            mount -o remount,size=100m '{_folder.Out}'
            '{Program}' copy-job '{_folder.Root}' threads
            find '{_folder.Out}' -maxdepth 1 -type f -size 20000c | wc -l
            """;
        var run = await ProgramRun.RunAsync("unshare", ["-m", "sh", "-c", script]);
        var lines = run.Output.Split('\n');
        Assert.StartsWith("CannotWrite", lines[0], StringComparison.Ordinal);
        Assert.Contains("failed=0", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("TRM0780", lines[0], StringComparison.Ordinal);
        Assert.Equal(("0", "0"), (lines[1], lines[2]));
        Assert.StartsWith("Complete", lines[3], StringComparison.Ordinal);
        Assert.Contains("failed=0 left=0", lines[3], StringComparison.Ordinal);
        Assert.Equal("200", lines[4]);
    }

    private Process Start(string model)
        => Process.Start(new ProcessStartInfo(Program, ["copy-job", _folder.Root, model]) { RedirectStandardOutput = true })!;

    private async Task<string> RunAsync(string model) => (await ProgramRun.RunAsync(Program, ["copy-job", _folder.Root, model])).Output;

    private void AssertOutputsAreWhole()
    {
        if (!Directory.Exists(_folder.Out)) return;
        foreach (var file in Directory.EnumerateFiles(_folder.Out).Where(file => !Path.GetFileName(file).StartsWith('.')))
            Assert.Equal($"TEXT {int.Parse(Path.GetFileName(file), System.Globalization.CultureInfo.InvariantCulture)}", File.ReadAllText(file));
    }
}
