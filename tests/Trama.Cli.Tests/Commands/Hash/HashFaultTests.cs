using System.Diagnostics;
using System.Runtime.InteropServices;
using Trama.Cli.Tests.Support;

namespace Trama.Cli.Tests.Commands.Hash;

/// <summary>`trama hash` that is interrupted, killed, starved, and given files that do not keep still.</summary>
public sealed partial class HashFaultTests : IDisposable
{
    private const int Interrupt = 2;

    private readonly Tree _tree = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _tree.Dispose();

    [Fact]
    public async Task Run_killed_at_many_moments_and_resumed_prints_what_an_undisturbed_one_prints()
    {
        _tree.PutMany("d", 2000);
        var random = new Random(7);
        for (var round = 0; round < 15; round++)
        {
            using var process = Start("hash", "--manifest", "cache", "d");
            await Task.Delay(random.Next(30, 600), Token);
            process.Kill();
            await process.WaitForExitAsync(Token);
        }
        Assert.Equal(await _tree.SumsAsync("d"), await _tree.OutputAsync("\"$T\" hash --manifest cache d"));
        Assert.Contains("unchanged: 2,000,", (await _tree.ShellAsync("\"$T\" hash --manifest cache d")).Error, StringComparison.Ordinal);
        Assert.Equal("cache\nd\n", await _tree.OutputAsync("ls"));
    }

    [Fact]
    public async Task Interrupted_run_says_how_to_go_on_and_the_same_command_does()
    {
        _tree.PutMany("d", 50);
        await _tree.OutputAsync("truncate -s 6G d/z; touch -d '1 hour ago' d/z");
        using var process = Start("hash", "--model", "inline", "d");
        using var output = process.StandardOutput;
        using var errors = process.StandardError;
        // With one worker and files in order, by the time that their lines are out the large one is being read.
        var lines = new List<string>();
        while (lines.Count < 50) lines.Add((await output.ReadLineAsync(Token))!);
        Assert.Equal(0, Kill(process.Id, Interrupt));
        // The second one when the first was heard: two at a time may be one to the system.
        string? line;
        do line = await errors.ReadLineAsync(Token);
        while (line?.Contains("Stopping: what runs may finish", StringComparison.Ordinal) == false);
        Assert.NotNull(line);
        Assert.Equal(0, Kill(process.Id, Interrupt));
        await process.WaitForExitAsync(Token);
        Assert.Equal(130, process.ExitCode);
    }

    [Fact]
    public async Task Stopped_run_finishes_what_runs_and_the_next_one_does_the_rest()
    {
        _tree.PutMany("d", 300);
        using var process = Start("hash", "--manifest", "cache", "--model", "processes", "d");
        // Interrupted as soon as it is listening: while its workers start.
        await WaitForAsync(() => File.Exists(Path.Combine(_tree.Root, "cache")), process);
        Assert.Equal(0, Kill(process.Id, Interrupt));
        using var errors = process.StandardError;
        var error = await errors.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode is 130 or 0, error);
        if (process.ExitCode == 130) Assert.Contains("ive the same command again to go on.", error, StringComparison.Ordinal);
        Assert.Equal(await _tree.SumsAsync("d"), await _tree.OutputAsync("\"$T\" hash --manifest cache d"));
        Assert.Equal("cache\nd\n", await _tree.OutputAsync("ls"));
    }

    [Fact]
    public async Task Few_descriptors_mean_fewer_workers_one_warning_and_no_failure()
    {
        _tree.PutMany("d", 500);
        // .NET itself holds about sixty: two for every part of it that is loaded.
        var run = await _tree.ShellAsync("ulimit -n 90 && \"$T\" hash --workers 200 d");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(await _tree.SumsAsync("d"), run.Output);
        Assert.Single(run.Error.Split('\n'), line => line.Contains("ulimit -n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_runs_on_one_manifest_refuse_each_other_and_name_the_first()
    {
        _tree.PutMany("d", 3);
        await _tree.OutputAsync("truncate -s 20G d/z");
        using var first = Start("hash", "--manifest", "cache", "d");
        await WaitForAsync(() => File.Exists(Path.Combine(_tree.Root, "cache.lock")), first);
        var run = await _tree.ShellAsync("\"$T\" hash --manifest cache d");
        Assert.Equal(5, run.ExitCode);
        Assert.Contains($"Process {first.Id} is working on the same output", run.Error, StringComparison.Ordinal);
        first.Kill();
        await first.WaitForExitAsync(Token);
        await _tree.OutputAsync("rm d/z");
        Assert.Equal(await _tree.SumsAsync("d"), await _tree.OutputAsync("\"$T\" hash --manifest cache d"));
    }

    [Fact]
    public async Task Files_that_vanish_grow_shrink_and_change_give_no_wrong_digest()
    {
        _tree.PutMany("d", 200);
        await _tree.OutputAsync("for i in 1 2 3; do truncate -s 300M d/big$i; done");
        // Everything moves for as long as the program runs; what was printed must be the digest of what the file was at some moment.
        var run = await _tree.ShellAsync("""
            touch go
            (while [ -e go ]; do
               echo x >> d/big1; truncate -s -1 d/big2; printf y | dd of=d/big3 bs=1 seek=5000 conv=notrunc status=none
               mv d/0/0000 d/0/gone; mv d/0/gone d/0/0000; sleep 0.005
             done) & "$T" hash --quiet d; code=$?; rm go; wait; exit $code
            """);
        var still = await _tree.OutputAsync("find d -type f -not -name 'big*' -not -name '0000' -not -name gone -print0 | LC_ALL=C sort -z | xargs -0 sha256sum");
        Assert.Equal(still, string.Concat(run.Output.Split('\n').Where(line => line.Length > 0 && !line.Contains("d/big", StringComparison.Ordinal) && !line.EndsWith("/0000", StringComparison.Ordinal) && !line.EndsWith("/gone", StringComparison.Ordinal)).Select(line => line + "\n")));
        Assert.Equal(1, run.ExitCode);
        foreach (var name in (string[])["big1", "big2", "big3"])
            Assert.Contains($"'d/{name}' was changed while it was read", run.Error, StringComparison.Ordinal);
    }

    private Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(TramaProgram.Path, arguments)
        {
            WorkingDirectory = _tree.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in TramaProgram.Environment(("XDG_STATE_HOME", _tree.State))) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private static async Task WaitForAsync(Func<bool> condition, Process process)
    {
        while (!condition() && !process.HasExited) await Task.Delay(2, Token);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
