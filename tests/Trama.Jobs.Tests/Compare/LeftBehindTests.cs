using System.Diagnostics;
using System.Globalization;
using Trama.Jobs.Compare;
using Trama.Jobs.Compare.Rounds;
using Trama.Tests.Support;

namespace Trama.Jobs.Tests.Compare;

/// <summary>Measured code that leaves a process behind, which holds the round's output open and has no parent any more.</summary>
public sealed class LeftBehindTests : IDisposable
{
    private const string Source = """
        using System.Diagnostics;
        public static class Careless
        {
            public static string Start(string file) => Run("sleep 300 & echo $! >> " + file, file);
            public static string StartAndDie(string file) { Start(file); Process.GetCurrentProcess().Kill(); return ""; }
            private static string Run(string script, string file)
            {
                using (var shell = Process.Start("/bin/sh", new[] { "-c", script })) shell.WaitForExit();
                return file;
            }
        }
        """;

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string PidFile => Path.Combine(_folder.Path, "pids");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Comparison_goes_on_and_what_was_left_behind_is_killed()
    {
        var clock = Stopwatch.StartNew();
        var report = await new CompareEngine(Requests.Program).RunAsync(Plan("Careless.Start", "inline", "threads"), null, Token);
        Assert.All(report.Workloads[0].Models, model => Assert.Equal(ModelStatus.Ok, model.Status));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"took {clock.Elapsed}");
        await AssertGoneAsync();
    }

    [Fact]
    public async Task Round_that_dies_is_told_at_once_though_its_stdout_is_held_open()
    {
        var clock = Stopwatch.StartNew();
        var error = await Assert.ThrowsAsync<JobException>(
            () => new CompareEngine(Requests.Program).RunAsync(Plan("Careless.StartAndDie", "inline"), null, Token));
        Assert.Equal(("TRM0762", Notices.RoundDied), (error.Id, error.Details["code"]));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), $"took {clock.Elapsed}");
        await AssertGoneAsync();
    }

    [Fact]
    public async Task What_fled_the_group_is_not_waited_for()
    {
        var script = $"setsid sleep 300 & echo $! > '{PidFile}'; echo last words >&2; exit 3";
        await using var child = ChildProcess.Start(new("/bin/sh", ["-c", script]), HiddenCommands.Round);
        try
        {
            Assert.Null(await child.ReadLineAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token));
            Assert.Equal("last words", await child.ExplainAsync(Token).WaitAsync(TimeSpan.FromSeconds(30), Token));
        }
        finally
        {
            using var fled = Process.GetProcessById(Pids().Single());
            fled.Kill();
        }
    }

    private ComparePlan Plan(string method, params string[] models) => new()
    {
        Method = new UserMethodPlan(
            Compiler.Build(Path.Combine(_folder.Path, "Careless.dll"), Source), method, _folder.Write("inputs.txt", PidFile + "\n")),
        Models = models,
        Rounds = 1,
        RoundTimeout = TimeSpan.FromSeconds(200),
    };

    private int[] Pids() => [.. File.ReadLines(PidFile).Select(line => int.Parse(line, CultureInfo.InvariantCulture))];

    // Killed they are, but the system takes a moment to end them.
    private async Task AssertGoneAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        Assert.NotEmpty(Pids());
        while (Pids().Any(ProcessTree.IsAlive)) await Task.Delay(10, limit.Token);
    }
}
