using System.Globalization;
using Trama.Jobs.Compare;
using Trama.Jobs.Compare.Rounds;
using Trama.Tests.Support;

namespace Trama.Jobs.Tests.Compare.Rounds;

public sealed class RoundLauncherTests : IDisposable
{
    private static readonly TimeSpan Ample = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_round_measures_in_a_child_process()
    {
        var outcome = await new RoundLauncher(Requests.Program).RunAsync(Spec("10", "20"), Ample, Token);

        var measure = outcome.Result!.Measure!;
        Assert.Null(outcome.Failure);
        Assert.Equal((3, 2), (measure.Round, measure.Order));
        Assert.InRange(measure.WallSeconds, 0.030, 30);
        Assert.InRange(measure.CpuSeconds, 0, 30);
        Assert.InRange(measure.PeakBytes, 10L << 20, 2L << 30);
        Assert.InRange(measure.CallMicroseconds, 0.001, 1e6);
        Assert.True(measure.VoluntarySwitches >= 2, "two sleeps give the processor away twice");
    }

    [Fact]
    public async Task Checksum_is_that_of_the_results_one_a_line()
    {
        var outcome = await new RoundLauncher(Requests.Program).RunAsync(Spec("1", "0"), Ample, Token);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("1\n0\n"u8)), outcome.Result!.Checksum);
    }

    [Fact]
    [Deadline(20)]
    public async Task A_round_that_takes_too_long_is_killed_with_its_tree()
    {
        var outcome = await new RoundLauncher(Stubborn()).RunAsync(Spec("1"), TimeSpan.FromSeconds(2), Token);
        Assert.Equal((Notices.RoundTimedOut, 2.0), (outcome.Failure!.Code, outcome.Failure.Details["seconds"]));
        await AssertGoneAsync();
    }

    [Fact]
    [Deadline(20)]
    public async Task A_cancelled_round_is_killed_with_its_tree()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var running = new RoundLauncher(Stubborn()).RunAsync(Spec("1"), Ample, cancel.Token);
        await PidsAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await AssertGoneAsync();
    }

    [Fact]
    public async Task A_round_that_dies_is_told_with_its_exit_code_and_last_words()
    {
        var outcome = await new RoundLauncher(Shell("echo first >&2; echo out of luck >&2; exit 3")).RunAsync(Spec("1"), Ample, Token);
        Assert.Equal(Notices.RoundDied, outcome.Failure!.Code);
        Assert.Equal((3L, "first | out of luck"), (outcome.Failure.Details["exitCode"], outcome.Failure.Details["tail"]));
    }

    [Theory]
    [InlineData("INT", 130L)]
    [InlineData("TERM", 143L)]
    [InlineData("HUP", 129L)]
    public async Task A_round_that_a_signal_ended_which_came_here_too_was_cancelled_and_did_not_die(string signal, long code)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        string died = Path.Combine(_folder.Path, "died");
        var running = new RoundLauncher(Shell($": > '{died}'; kill -{signal} $$")).RunAsync(Spec("1"), Ample, cancel.Token);
        while (!File.Exists(died))
            await Task.Delay(5, Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);

        var outcome = await new RoundLauncher(Shell($"kill -{signal} $$")).RunAsync(Spec("1"), Ample, Token);
        Assert.Equal((Notices.RoundDied, code), (outcome.Failure!.Code, outcome.Failure.Details["exitCode"]));
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_an_error_of_the_command()
    {
        var error = await Assert.ThrowsAsync<JobException>(() => new RoundLauncher(new("/no/such/program", [])).RunAsync(Spec("1"), Ample, Token));
        Assert.Equal(("TRM0761", "/no/such/program"), (error.Id, error.Details["program"]));
    }

    [Theory]
    [InlineData(ModelNames.Inline)]
    [InlineData(ModelNames.Async)]
    [InlineData(ModelNames.Threads)]
    [InlineData(ModelNames.Gil)]
    [InlineData(ModelNames.Processes)]
    public async Task An_item_that_fails_is_an_error_of_the_command_and_no_fault_of_the_model(string model)
    {
        var spec = Spec("1") with { Model = model, Workload = WorkloadNames.Files, Items = ["/no/such/file"] };
        var error = await Assert.ThrowsAsync<JobException>(() => new RoundLauncher(Requests.Program).RunAsync(spec, Ample, Token));
        Assert.Equal(("TRM0722", "/no/such/file"), (error.Id, error.Details["path"]));
    }

    [Fact]
    public async Task Whatever_else_goes_wrong_in_a_round_is_told()
    {
        var outcome = await new RoundLauncher(Requests.Program).RunAsync(Spec("not a number"), Ample, Token);
        Assert.Equal((Notices.RoundThrew, "System.FormatException"), (outcome.Failure!.Code, outcome.Failure.Details["exception"]));
    }

    [Fact]
    public async Task What_the_measured_code_prints_does_not_hide_the_result()
    {
        var noisy = Shell($"printf 'no line feed'; exec '{Requests.Program.FileName}' compare-round");
        var outcome = await new RoundLauncher(noisy).RunAsync(Spec("1"), Ample, Token);
        Assert.NotNull(outcome.Result);
    }

    [Fact]
    public async Task A_round_ends_itself_when_its_parent_lets_go_of_it()
    {
        await using var child = ChildProcess.Start(Requests.Program, HiddenCommands.Round);
        await child.Input.WriteLineAsync(RoundJson.Write(Spec("60000")));
        await child.Input.FlushAsync(Token);
        child.Input.Close();
        Assert.Equal(137, await child.EndAsync(Ample, Token));
    }

    private static RoundProgram Shell(string script) => new("/bin/sh", ["-c", script]);

    private string PidFile => Path.Combine(_folder.Path, "pids");

    /// <summary>A child that has a child of its own, and that neither answers nor minds its stdin.</summary>
    private RoundProgram Stubborn() => Shell($"sleep 600 & echo $! $$ > '{PidFile}.new'; mv '{PidFile}.new' '{PidFile}'; wait");

    private async Task<int[]> PidsAsync()
    {
        while (!File.Exists(PidFile)) await Task.Delay(10, Token);
        return [.. (await File.ReadAllTextAsync(PidFile, Token)).Split(' ').Select(pid => int.Parse(pid, CultureInfo.InvariantCulture))];
    }

    // A signal is sent before it has arrived: the grandchild, which nobody here waits for, may take a moment to die and to be reaped.
    private async Task AssertGoneAsync()
    {
        foreach (string pid in (await File.ReadAllTextAsync(PidFile, Token)).Split(' '))
        {
            while (ProcessTree.IsAlive(int.Parse(pid, CultureInfo.InvariantCulture)))
                await Task.Delay(10, Token);
        }
    }

    private static RoundSpec Spec(params string[] items) => new()
    {
        Workload = WorkloadNames.Sleep,
        Model = ModelNames.Inline,
        Workers = 1,
        InFlight = 1,
        Items = items,
        Round = 3,
        Order = 2,
    };
}
