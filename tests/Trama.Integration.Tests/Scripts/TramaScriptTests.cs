using System.Diagnostics;
using System.Runtime.Versioning;

namespace Trama.Integration.Tests.Scripts;

[Deadline(300)]
[SupportedOSPlatform("linux")]
public sealed class TramaScriptTests : IAsyncLifetime
{
    private const string Missing =
        "Trama needs the .NET 10 SDK: install it from https://dotnet.microsoft.com/download/dotnet/10.0 and run this again.\n";

    private readonly RepositoryCopy _copy = new();

    public async ValueTask InitializeAsync() => await _copy.FillAsync();

    public ValueTask DisposeAsync()
    {
        _copy.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Without_dotnet_one_sentence_says_what_to_install()
    {
        string path = _copy.OnlyCommands("bash", "readlink");
        ProgramRun run = await _copy.RunAsync(new Dictionary<string, string?> { ["PATH"] = path, ["DOTNET_ROOT"] = null }, "--version");

        Assert.Equal((7, "", Missing), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task An_older_sdk_is_a_missing_one()
    {
        ProgramRun run = await _copy.RunAsync(_copy.Fake(version: "9.0.300"), "--version");

        Assert.Equal((7, "", Missing), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task First_start_builds_and_the_next_ones_do_not()
    {
        ProgramRun first = await _copy.RunAsync(null, "--version");
        Assert.Equal(0, first.ExitCode);
        Assert.StartsWith("Building Trama", first.Error, StringComparison.Ordinal);
        Assert.StartsWith("trama ", first.Output, StringComparison.Ordinal);

        ProgramRun second = await _copy.RunAsync(null, "--version");
        Assert.Equal((0, first.Output, ""), (second.ExitCode, second.Output, second.Error));
    }

    [Fact]
    public async Task What_a_developers_build_leaves_beside_the_sources_is_no_change()
    {
        await BuildAsync();

        _copy.Write("{}", "src", "Trama", "obj", "project.assets.json");
        _copy.Write("", "src", "Trama.Cli", "bin", "Release", "Trama.Cli.dll");

        Assert.False(await WantsToBuildAsync());
    }

    [Fact]
    public async Task Sources_that_were_added_deleted_or_edited_are_changes()
    {
        await BuildAsync();

        _copy.Write("// new", "src", "Trama", "New.cs");
        Assert.True(await WantsToBuildAsync());
        File.Delete(_copy.PathTo("src", "Trama", "New.cs"));
        Assert.False(await WantsToBuildAsync());

        File.AppendAllText(_copy.PathTo("src", "Trama", "Executor.cs"), "// edited");
        Assert.True(await WantsToBuildAsync());
        await BuildAsync();

        File.Delete(_copy.PathTo("src", "Trama", "Executor.cs"));
        Assert.True(await WantsToBuildAsync());
    }

    [Fact]
    public async Task A_build_stays_while_a_program_runs_from_it_and_goes_afterwards()
    {
        await BuildAsync();
        string old = Assert.Single(_copy.Builds());
        using (Process running = _copy.Start())
        {
            using StreamReader output = running.StandardOutput;
            Assert.Equal("started", await output.ReadLineAsync());
            for (int edits = 0; edits < 3; edits++)
                await EditAndBuildAsync();
            Assert.Contains(old, _copy.Builds());

            running.StandardInput.Close();
            await running.WaitForExitAsync();
        }

        await EditAndBuildAsync();
        Assert.DoesNotContain(old, _copy.Builds());
        Assert.Equal(2, _copy.Builds().Length);
    }

    [Theory]
    [InlineData("$PWD/sdk", "/usr/bin:/bin", "DOTNET_ROOT alone")]
    [InlineData("", "$PWD/sdk:/usr/bin:/bin", "the PATH alone")]
    [InlineData("/nowhere", "$PWD/links:/usr/bin:/bin", "a link on the PATH, and a wrong DOTNET_ROOT")]
    public async Task Dotnet_named_in_one_way_is_named_in_both(string root, string path, string named)
    {
        _copy.Write("", "sdk", "host", "fxr", "version");
        File.Copy(_copy.PathTo("fake", "dotnet"), _copy.PathTo("sdk", "dotnet"));
        Directory.CreateDirectory(_copy.PathTo("links"));
        File.CreateSymbolicLink(_copy.PathTo("links", "dotnet"), _copy.PathTo("sdk", "dotnet"));

        string script = $"""
            cd "$1" && . scripts/dotnet.sh && DOTNET_ROOT={root} PATH={path} && find_dotnet || exit
            bash -c 'echo "$DOTNET_ROOT"; readlink -f "$(command -v dotnet)"'
            """;
        ProgramRun run = await ProgramRun.RunAsync("bash", ["-c", script, "bash", _copy.PathTo()]);

        string expected = $"{_copy.PathTo("sdk")}\n{_copy.PathTo("sdk", "dotnet")}\n";
        Assert.True(run.Output == expected, $"{named}: {run.Output}{run.Error}");
    }

    private async Task BuildAsync()
    {
        ProgramRun run = await _copy.RunAsync(_copy.Fake(), "-c", "true");
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("Building Trama", run.Error, StringComparison.Ordinal);
    }

    private async Task EditAndBuildAsync()
    {
        File.AppendAllText(_copy.PathTo("src", "Trama", "Executor.cs"), "// edited");
        await BuildAsync();
    }

    // With an SDK that no build accepts: a start that needs a build ends with 7, any other runs the program.
    private async Task<bool> WantsToBuildAsync()
    {
        ProgramRun run = await _copy.RunAsync(_copy.Fake(version: "9.0.300"), "-c", "exit 42");
        Assert.True(run.ExitCode is 7 or 42, $"{run.ExitCode}: {run.Error}");
        return run.ExitCode == 7;
    }
}
