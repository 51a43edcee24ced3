using System.Text.Json;
using Trama.Cli.Tests.Support;

namespace Trama.Cli.Tests.Commands;

/// <summary>The real program, start to end: all five models on work of ours, and on a method of an assembly that it never saw.</summary>
public sealed class CompareModelsTests : IDisposable
{
    private const string Helper = "public static class Helper { public static string Shout(string text) => text.ToUpperInvariant(); }";

    private const string Foreign = """
        using System.Threading;
        using System.Threading.Tasks;
        namespace Their.App;
        public static class Work
        {
            public static int Length(string line) => Helper.Shout(line).Length;
            public static async Task<string> SlowlyAsync(string line, CancellationToken token)
            {
                await Task.Delay(1, token);
                return Helper.Shout(line);
            }
        }
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("trama-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Five_models_do_the_same_work_and_are_judged()
    {
        var workload = await CompareAsync("compute", "20000", "--workers", "2", "--rounds", "7");

        var models = workload.GetProperty("models").EnumerateArray().ToList();
        Assert.Equal(["inline", "async", "threads", "gil", "processes"], models.Select(model => Text(model, "model")));
        Assert.All(models, model => Assert.Equal("ok", Text(model, "status")));
        Assert.Single(models.Select(model => Text(model, "checksum")).Distinct());
        Assert.All(models, model => Assert.Equal(7, model.GetProperty("wall_s").GetProperty("runs").GetArrayLength()));
        Assert.Equal("inline", Text(workload, "baseline"));
        Assert.Contains(Text(workload.GetProperty("recommendation"), "model"), models.Select(model => Text(model, "model")));
    }

    [Fact]
    public async Task Connections_are_held_driven_and_measured_in_both_forms_of_async()
    {
        var workload = await CompareAsync("connections", "--models", "inline,async", "--connections", "200", "--rate", "500", "--rounds", "1");

        var models = workload.GetProperty("models").EnumerateArray().ToList();
        Assert.Equal("left-out.one-connection", Text(models[0], "reason_code"));
        Assert.Equal(200, models[1].GetProperty("connections").GetProperty("held").GetInt32());
        Assert.Equal("runtime-io", Text(models[1].GetProperty("variants")[0], "variant"));
    }

    [Fact]
    public async Task Foreign_method_that_awaits_runs_under_every_model_that_fits()
    {
        var models = await CompareMethodAsync("SlowlyAsync");
        Assert.Equal(["ok", "ok", "ok", "left-out", "ok"], models.Select(model => Text(model, "status")));
        Assert.Equal("left-out.takes-no-lock", Text(models[3], "reason_code"));
        Assert.Single(models.Where(model => Text(model, "status") == "ok").Select(model => Text(model, "checksum")).Distinct());
    }

    [Fact]
    public async Task Foreign_method_that_never_awaits_leaves_async_out()
    {
        var models = await CompareMethodAsync("Length");
        Assert.Equal(["ok", "left-out", "ok", "left-out", "ok"], models.Select(model => Text(model, "status")));
        Assert.Equal("left-out.never-awaits", Text(models[1], "reason_code"));
    }

    // The dependency lies beside the assembly, as a build leaves it, and nowhere near the program.
    private async Task<List<JsonElement>> CompareMethodAsync(string method)
    {
        var helper = Compiler.Build(Path.Combine(_folder.FullName, "Helper.dll"), Helper);
        var assembly = Compiler.Build(Path.Combine(_folder.FullName, "Foreign.dll"), Foreign, references: helper);
        var inputs = Path.Combine(_folder.FullName, "lines.txt");
        await File.WriteAllLinesAsync(inputs, ["one", "two", "three"], TestContext.Current.CancellationToken);
        var workload = await CompareAsync(
            "--assembly", assembly, "--method", "Their.App.Work." + method, "--inputs", inputs, "--workers", "2", "--rounds", "1");
        return [.. workload.GetProperty("models").EnumerateArray()];
    }

    private static async Task<JsonElement> CompareAsync(params string[] arguments)
    {
        var run = await ProgramRun.RunAsync(
            TramaProgram.Path, ["compare", .. arguments, "--quiet", "--json", "-"], TramaProgram.Environment(), Limit);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(SchemaCheck.Findings(run.Output, "compare.schema.json"));
        return JsonSerializer.Deserialize<JsonElement>(run.Output).GetProperty("workloads")[0];
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
