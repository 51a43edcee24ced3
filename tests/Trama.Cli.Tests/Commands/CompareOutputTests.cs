using System.Text.RegularExpressions;
using Trama.Cli.Tests.Support;

namespace Trama.Cli.Tests.Commands;

/// <summary>Where the output of a real comparison goes, and what it looks like there. Small: two rounds of two waits.</summary>
public sealed class CompareOutputTests
{
    private static readonly string[] Small = ["compare", "sleep", "1", "2", "--models", "inline", "--rounds", "2"];

    [Fact]
    public async Task Tables_are_on_stdout_and_progress_is_on_stderr()
    {
        var run = await TramaProgram.RunAsync(Small);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("sleep: many waits", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("round 1 of 2", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("Comparing sleep under inline.", run.Error, StringComparison.Ordinal);
        Assert.Contains("sleep: round 2 of 2: inline ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Output + run.Error);
        Assert.DoesNotContain('\r', run.Output + run.Error);
    }

    [Fact]
    public async Task Portuguese_run_has_no_English_word()
    {
        var run = await TramaProgram.RunAsync(TramaProgram.Environment(("LANG", "pt_BR.UTF-8")), Small);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("sleep: muitas esperas", run.Output, StringComparison.Ordinal);
        Assert.Contains("ms", run.Output, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\b(the|of|and|round|workload|measured|median)\b", run.Output + run.Error);
    }

    [Fact]
    public async Task Json_on_stdout_is_alone_there_and_fits_the_schema()
    {
        var run = await TramaProgram.RunAsync([.. Small, "--json", "-", "--lang", "pt-BR"]);
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(SchemaCheck.Findings(run.Output, "compare.schema.json"));
        Assert.Contains("sleep: muitas esperas", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("esperas", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_leaves_only_the_result()
    {
        var tables = await TramaProgram.RunAsync([.. Small, "--quiet"]);
        Assert.Contains("sleep: many waits", tables.Output, StringComparison.Ordinal);
        Assert.Empty(tables.Error);

        var json = await TramaProgram.RunAsync([.. Small, "-q", "--json", "-"]);
        Assert.StartsWith("{\"v\":1,\"type\":\"compare\",", json.Output, StringComparison.Ordinal);
        Assert.Empty(json.Error);
    }

    [Fact]
    public async Task Json_goes_whole_into_a_file_new_or_old()
    {
        var folder = Directory.CreateTempSubdirectory("trama-");
        try
        {
            var file = Path.Combine(folder.FullName, "result.json");
            foreach (var before in (string?[])[null, new string('x', 1_000_000)])
            {
                if (before is not null)
                    await File.WriteAllTextAsync(file, before);
                var run = await TramaProgram.RunAsync([.. Small, "--json", file]);
                Assert.Equal(0, run.ExitCode);
                Assert.Contains("sleep: many waits", run.Output, StringComparison.Ordinal);
                Assert.Contains($"Every figure is in {file}.", run.Error, StringComparison.Ordinal);
                Assert.Empty(SchemaCheck.Findings(await File.ReadAllTextAsync(file), "compare.schema.json"));
                Assert.Single(folder.EnumerateFileSystemInfos());
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Colour_comes_when_it_is_asked_for_even_in_a_pipe()
    {
        var always = await TramaProgram.RunAsync(TramaProgram.Environment(("NO_COLOR", "1")), [.. Small, "--color", "always"]);
        Assert.Contains("\u001b[", always.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terminal_gets_colour_progress_and_its_own_width()
    {
        var run = await OnTerminalAsync("");
        Assert.Contains("\u001b[1msleep: many waits", run, StringComparison.Ordinal);
        Assert.Contains("round 1 of 2, inline", run, StringComparison.Ordinal);
        // Bars hide the cursor: it has to come back.
        Assert.True(run.LastIndexOf("\u001b[?25h", StringComparison.Ordinal) > run.LastIndexOf("\u001b[?25l", StringComparison.Ordinal));
        var plain = Regex.Replace(run, "\u001b\\[[0-9;?]*[a-zA-Z]", "");
        Assert.DoesNotContain(plain[plain.IndexOf("sleep: many", StringComparison.Ordinal)..].Split('\n'), line => line.TrimEnd('\r').Length > 60);
    }

    [Theory]
    [InlineData("NO_COLOR=1")]
    [InlineData("TERM=dumb")]
    public async Task Terminal_that_wants_no_colour_gets_none(string variable)
        => Assert.DoesNotMatch("\u001b\\[[0-9;]*m[^\u001b]*sleep: many", await OnTerminalAsync(variable));

    [Fact]
    public async Task Dumb_terminal_gets_no_escape_at_all() => Assert.DoesNotContain('\u001b', await OnTerminalAsync("TERM=dumb"));

    [Fact]
    public async Task Reader_that_leaves_ends_the_run_quietly()
    {
        // Ten minutes of waiting, if nobody noticed.
        var run = await TramaProgram.ShellAsync("\"$T\" compare sleep 300 --models inline --rounds 1000 2>&1 | head -n 1; echo ${PIPESTATUS[0]}");
        Assert.Equal("0", run.Output.TrimEnd('\n').Split('\n')[^1]);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Reader_that_leaves_before_the_help_is_no_failure()
    {
        var run = await TramaProgram.ShellAsync("\"$T\" compare --help | true; echo ${PIPESTATUS[0]}");
        Assert.Equal("0\n", run.Output);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Full_disk_under_stdout_is_told()
    {
        var run = await TramaProgram.ShellAsync("\"$T\" --version > /dev/full");
        Assert.Equal(74, run.ExitCode);
        Assert.Contains("(TRM0822)", run.Error, StringComparison.Ordinal);
    }

    private static async Task<string> OnTerminalAsync(string assignment)
    {
        var run = await TramaProgram.ShellAsync(
            $"script -qec \"stty cols 60; {assignment} '$T' {string.Join(' ', Small)}\" /dev/null", ("TERM", "xterm"));
        Assert.Equal(0, run.ExitCode);
        return run.Output;
    }
}
