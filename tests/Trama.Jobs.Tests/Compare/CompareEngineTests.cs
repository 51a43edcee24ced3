using Trama.Jobs.Compare;

namespace Trama.Jobs.Tests.Compare;

public sealed class CompareEngineTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_model_runs_every_round_and_agrees_on_the_checksum()
    {
        var told = new Told();
        var plan = new ComparePlan { Workloads = ["sleep"], Inputs = ["5", "1", "3", "2"], Rounds = 2, Workers = 2 };
        var report = await new CompareEngine(Requests.Program).RunAsync(plan, told, Token);

        var workload = Assert.Single(report.Workloads);
        Assert.Equal(("sleep", 4, "inline"), (workload.Workload, workload.Items, workload.Baseline));
        Assert.Equal(ModelNames.All, workload.Models.Select(model => model.Model));
        Assert.All(workload.Models, model => Assert.Equal((ModelStatus.Ok, null), (model.Status, model.Reason)));
        Assert.All(workload.Models, model => Assert.Equal([1, 2], model.Rounds.Select(round => round.Round)));
        Assert.Single(workload.Models.Select(model => model.Checksum).Distinct());
        Assert.Equal(Notices.TooFewRounds, workload.Recommendation.Reason!.Code);
        Assert.Equal([1, 2, 3, 4, 5], workload.Models.Select(model => model.Rounds[0].Order).Order());
        Assert.Equal(5, report.Summary.Count);
        Assert.False(report.SomeFailed);
        AssertToldInOrder(told, rounds: 10);
    }

    [Fact]
    public async Task Fetch_from_the_own_server_gives_the_same_pages_to_every_model()
    {
        var report = await new CompareEngine(Requests.Program).RunAsync(new() { Workloads = ["fetch"], Rounds = 1 }, null, Token);
        Assert.Single(report.Workloads[0].Models.Select(model => model.Checksum).Distinct());
        Assert.All(report.Workloads[0].Models, model => Assert.Equal(ModelStatus.Ok, model.Status));
    }

    [Fact]
    public async Task Compute_and_files_give_the_same_results_under_every_model()
    {
        for (var i = 0; i < 20; i++) _folder.Write($"{i}.txt", new string('x', i * 10_000));
        foreach (var (workload, input) in new[] { ("files", _folder.Path), ("compute", "20000") })
        {
            var plan = new ComparePlan { Workloads = [workload], Inputs = [input], Rounds = 1 };
            var report = await new CompareEngine(Requests.Program).RunAsync(plan, null, Token);
            Assert.Single(report.Workloads[0].Models.Select(model => model.Checksum).Distinct());
        }
    }

    [Fact]
    public async Task A_model_that_fails_keeps_its_row_and_the_others_go_on()
    {
        // Fails every round of `async` before it starts, and hands all others to the real program.
        var script = $"read -r spec; case \"$spec\" in *'\"Model\":\"async\"'*) exit 9;; esac; (echo \"$spec\"; cat) | '{Requests.Program.FileName}' compare-round";
        var told = new Told();
        var plan = new ComparePlan { Workloads = ["sleep"], Inputs = ["1"], Models = ["inline", "async"], Rounds = 3 };
        var report = await new CompareEngine(new("/bin/sh", ["-c", script])).RunAsync(plan, told, Token);

        Assert.Equal([ModelStatus.Ok, ModelStatus.Failed], report.Workloads[0].Models.Select(model => model.Status));
        Assert.Equal((Notices.RoundDied, 9L), (report.Workloads[0].Models[1].Reason!.Code, report.Workloads[0].Models[1].Reason!.Details["exitCode"]));
        Assert.True(report.SomeFailed);
        Assert.Single(told.OfType<CompareProgress.ModelFailed>());
        Assert.Equal(6, told.OfType<CompareProgress.RoundEnded>().Last().Done);
    }

    [Fact]
    public async Task No_model_that_ran_is_an_error()
    {
        var plan = new ComparePlan { Workloads = ["sleep"], Inputs = ["1"], Models = ["inline"], Rounds = 1 };
        var error = await Assert.ThrowsAsync<JobException>(() => new CompareEngine(new("/bin/sh", ["-c", "exit 9"])).RunAsync(plan, null, Token));
        Assert.Equal(("TRM0762", Notices.RoundDied), (error.Id, error.Details["code"]));
    }

    [Fact]
    public async Task A_different_checksum_ends_the_command()
    {
        // The real answer, with two digits of the checksum changed in the second round.
        var script = "read -r spec; (echo \"$spec\"; cat) | '" + Requests.Program.FileName
            + "' compare-round | case \"$spec\" in *'\"Round\":2'*) sed -E 's/(\"Checksum\":\")[0-9a-f]{2}/\\1zz/';; *) cat;; esac";
        var plan = new ComparePlan { Workloads = ["sleep"], Inputs = ["1"], Models = ["inline"], Rounds = 3 };
        var error = await Assert.ThrowsAsync<JobException>(() => new CompareEngine(new("/bin/sh", ["-c", script])).RunAsync(plan, null, Token));
        Assert.Equal(("TRM0760", JobErrorKind.ItemsFailed, "sleep"), (error.Id, error.Kind, error.Details["workload"]));
    }

    [Fact]
    public async Task Cancelling_ends_what_runs()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var told = new Told { Then = step => { if (step is CompareProgress.RoundStarted) cancel.CancelAfter(50); } };
        var plan = new ComparePlan { Workloads = ["sleep"], Inputs = ["60000"], Models = ["inline"], Rounds = 1 };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new CompareEngine(Requests.Program).RunAsync(plan, told, cancel.Token));
    }

    private static void AssertToldInOrder(Told told, int rounds)
    {
        Assert.IsType<CompareProgress.Started>(told[0]);
        Assert.IsType<CompareProgress.Warned>(told[1]);
        Assert.IsType<CompareProgress.WorkloadStarted>(told[2]);
        Assert.IsType<CompareProgress.WorkloadEnded>(told[^1]);
        Assert.Equal(Enumerable.Range(0, rounds), told.OfType<CompareProgress.RoundStarted>().Select(step => step.Done));
        Assert.Equal(Enumerable.Range(1, rounds), told.OfType<CompareProgress.RoundEnded>().Select(step => step.Done));
        Assert.All(told.OfType<CompareProgress.RoundEnded>(), step => Assert.Equal(rounds, step.Total));
    }

    private sealed class Told : List<CompareProgress>, IProgress<CompareProgress>
    {
        public Action<CompareProgress>? Then { get; init; }

        public void Report(CompareProgress value)
        {
            Add(value);
            Then?.Invoke(value);
        }
    }
}
