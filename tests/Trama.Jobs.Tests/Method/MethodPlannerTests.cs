using Trama.Jobs.Compare;
using Trama.Jobs.Method;

namespace Trama.Jobs.Tests.Method;

public sealed class MethodPlannerTests : IDisposable
{
    private const string Source = """
        using System.IO;
        using System.Threading.Tasks;
        public static class App
        {
            public static int Twice(int number) => 2 * number;
            public static byte Small(byte number) => number;
            public static long Length(FileInfo file) => file.Length;
            public static async Task<int> Later(int number) { await Task.Delay(1); return number; }
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _assembly;

    public MethodPlannerTests() => _assembly = Compiler.Build(Path.Combine(_folder.Path, "App.dll"), Source);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lines_are_the_items_without_empty_ones()
    {
        var work = Plan("App.Twice", "1\n\n  2 \n3");
        Assert.Equal(["1", "2", "3"], work.Items);
        Assert.Equal((Notices.MethodInput, 3L), (work.Input.Code, work.Input.Details["items"]));
    }

    [Fact]
    public void A_synchronous_method_leaves_out_the_loop_and_the_lock()
    {
        var leftOut = Plan("App.Twice", "1").LeftOut;
        Assert.Equal([ModelNames.Async, ModelNames.Gil], leftOut.Keys.Order());
        Assert.Equal(Notices.MethodNeverAwaits, leftOut[ModelNames.Async].Code);
        Assert.Equal(Notices.MethodTakesNoLock, leftOut[ModelNames.Gil].Code);
    }

    [Fact]
    public void An_asynchronous_method_leaves_out_the_lock_alone() => Assert.Equal([ModelNames.Gil], Plan("App.Later", "1").LeftOut.Keys);

    [Theory]
    [InlineData("App.Twice", "1\n\ntwo", 3, "two", "int")]
    [InlineData("App.Twice", "2147483648", 1, "2147483648", "int")]
    [InlineData("App.Twice", "1.5", 1, "1.5", "int")]
    [InlineData("App.Small", "-1", 1, "-1", "byte")]
    [InlineData("App.Length", "/no/such/file", 1, "/no/such/file", "file")]
    public void A_line_that_does_not_fit_is_named_with_its_number(string method, string lines, int line, string text, string type)
    {
        var error = Assert.Throws<JobException>(() => Plan(method, lines));
        Assert.Equal("TRM0752", error.Id);
        Assert.Equal(((long)line, text, type), (error.Details["line"], error.Details["text"], error.Details["type"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n\n")]
    public void No_line_at_all_is_an_error(string lines) => Assert.Equal("TRM0751", Assert.Throws<JobException>(() => Plan("App.Twice", lines)).Id);

    [Fact]
    public void A_missing_file_and_a_folder_are_errors()
    {
        Assert.Equal("TRM0720", Fails(Path.Combine(_folder.Path, "none.txt")).Id);
        Assert.Equal("TRM0723", Fails(_folder.Path).Id);
    }

    [Fact]
    public async Task The_method_runs_under_every_model_that_fits()
    {
        var inputs = _folder.Write("lines.txt", "1\n2\n3\n");
        var plan = new ComparePlan { Method = new(_assembly, "App.Later", inputs), Rounds = 1 };
        var report = await new CompareEngine(Requests.Program).RunAsync(plan, null, TestContext.Current.CancellationToken);

        var models = report.Workloads[0].Models.ToDictionary(model => model.Model);
        Assert.Equal("method", report.Workloads[0].Workload);
        Assert.Equal(ModelStatus.LeftOut, models["gil"].Status);
        Assert.All(models.Values.Where(model => model.Model != "gil"), model => Assert.Equal(ModelStatus.Ok, model.Status));
        Assert.Single(models.Values.Select(model => model.Checksum).Where(checksum => checksum is not null).Distinct());
    }

    [Fact]
    public async Task Only_models_that_do_not_fit_is_an_error()
    {
        var plan = new ComparePlan { Method = new(_assembly, "App.Later", _folder.Write("lines.txt", "1")), Models = ["gil"], Rounds = 1 };
        var error = await Assert.ThrowsAsync<JobException>(
            () => new CompareEngine(Requests.Program).RunAsync(plan, null, TestContext.Current.CancellationToken));
        Assert.Equal(("TRM0764", Notices.MethodTakesNoLock), (error.Id, error.Details["code"]));
    }

    private Trama.Jobs.Workloads.PlannedWork Plan(string method, string lines)
        => MethodPlanner.Plan(new(_assembly, method, _folder.Write("lines.txt", lines)));

    private JobException Fails(string inputs) => Assert.Throws<JobException>(() => MethodPlanner.Plan(new(_assembly, "App.Twice", inputs)));
}
