using Trama.Tests.Processes.Functions;

namespace Trama.Tests.Processes;

/// <summary>Workers start from a program however it was started. From a test program they start in all other tests.</summary>
public sealed class StartModeTests : IDisposable
{
    private const string AsItShould = "other process: True, mark: none, hooks: none, earlier hook ran: no, input: at its end\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("start-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Started_by_its_own_host() =>
        AssertStarted(await ProgramRun.RunAsync(SupportPrograms.WorkersProbe, ["start"]));

    [Fact]
    public async Task Started_as_dotnet_app_dll() =>
        AssertStarted(await ProgramRun.RunAsync("dotnet", [SupportPrograms.WorkersProbe + ".dll", "start"]));

    [Fact]
    public async Task Started_as_dotnet_exec_with_its_files_named_one_by_one()
    {
        string app = SupportPrograms.WorkersProbe;
        AssertStarted(await ProgramRun.RunAsync(
            "dotnet", ["exec", "--runtimeconfig", app + ".runtimeconfig.json", "--depsfile", app + ".deps.json", app + ".dll", "start"]));
    }

    [Fact]
    public async Task Started_with_another_startup_hook_which_runs_in_the_worker_too()
    {
        string hook = Compiled.To(_folder, "EarlierHook", """
            internal static class StartupHook
            {
                public static void Initialize() => System.AppContext.SetData("EarlierHook", "yes");
            }
            """);

        ProgramRun run = await ProgramRun.RunAsync(
            SupportPrograms.WorkersProbe, ["start"], new Dictionary<string, string?> { ["DOTNET_STARTUP_HOOKS"] = hook });

        Assert.Equal(
            $"other process: True, mark: none, hooks: {hook}, earlier hook ran: yes, input: at its end\n", run.Output + run.Error);
    }

    [Fact]
    public async Task Startup_hooks_switched_off_are_named_with_the_way_to_mend_it()
    {
        string app = SupportPrograms.WorkersProbe;
        string configuration = Path.Combine(_folder.FullName, "off.runtimeconfig.json");
        string text = await File.ReadAllTextAsync(app + ".runtimeconfig.json");
        await File.WriteAllTextAsync(configuration, text.Replace(
            "\"configProperties\": {",
            "\"configProperties\": { \"System.StartupHookProvider.IsSupported\": false,",
            StringComparison.Ordinal));

        ProgramRun run = await ProgramRun.RunAsync(
            "dotnet", ["exec", "--runtimeconfig", configuration, "--depsfile", app + ".deps.json", app + ".dll", "start"]);

        Assert.Equal(6, run.ExitCode);
        Assert.Contains("StartupHookSupport", run.Output, StringComparison.Ordinal);
        Assert.Contains("TRM0542", run.Output, StringComparison.Ordinal);
    }

    // A worker in which no hook runs would be the user's program, with workers of its own, and so on for ever.
    [Fact]
    public async Task Program_that_bears_the_mark_of_a_worker_but_is_none_makes_no_pool()
    {
        ProgramRun run = await ProgramRun.RunAsync(
            SupportPrograms.WorkersProbe, ["start"], new Dictionary<string, string?> { ["TRAMA_WORKER"] = "" });

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("TRM0544", run.Error, StringComparison.Ordinal);
    }

    [Fact, Deadline(300)]
    public async Task Started_as_a_file_based_program()
    {
        ProgramRun run = await DotnetAsync("run", "--file", WriteApp(""));

        AssertStarted(run);
    }

    [Fact, Deadline(300)]
    public async Task Started_as_a_single_file_program()
    {
        string app = WriteApp($"""
            #:property PublishSingleFile=true
            #:property SelfContained=false
            #:property RuntimeIdentifier={System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}
            """);
        string output = Path.Combine(_folder.FullName, "out");
        ProgramRun published = await DotnetAsync("publish", app, "--output", output);
        Assert.True(published.ExitCode == 0, published.Output + published.Error);
        Assert.False(File.Exists(Path.Combine(output, "Trama.dll")), "The library is not in the bundle.");

        AssertStarted(await ProgramRun.RunAsync(Path.Combine(output, "app"), []));
    }

    private static void AssertStarted(ProgramRun run) => Assert.Equal((0, AsItShould, ""), (run.ExitCode, run.Output, run.Error));

    private string WriteApp(string properties)
    {
        string source = File.ReadAllText(Repository.PathTo("tests", "Support", "Trama.Probe.Workers", "Functions.cs"));
        string app = Path.Combine(_folder.FullName, "app.cs");
        File.WriteAllText(app, $"""
            #:project {Repository.PathTo("src", "Trama")}
            #:property PublishAot=false
            {properties}
            using Trama;
            using Trama.Probe.Workers;

            await using var executor = Executor.Processes(1);
            Console.WriteLine(await executor.RunAsync(Functions.LookAround, Environment.ProcessId));

            {source.Replace("namespace Trama.Probe.Workers;", "namespace Trama.Probe.Workers {", StringComparison.Ordinal)} 
            """ + "}");
        return app;
    }

    // Its build results belong into this test's folder, not into the user's home.
    private Task<ProgramRun> DotnetAsync(params string[] arguments) => ProgramRun.RunAsync(
        "dotnet",
        arguments,
        new Dictionary<string, string?> { ["XDG_DATA_HOME"] = _folder.FullName, ["DOTNET_NOLOGO"] = "1" },
        limit: TimeSpan.FromSeconds(240));
}
