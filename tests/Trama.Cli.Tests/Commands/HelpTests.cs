using Trama.Cli.Tests.Support;

namespace Trama.Cli.Tests.Commands;

/// <summary>What the real program says when it is asked about itself.</summary>
public sealed class HelpTests
{
    [Fact]
    public async Task Version_is_one_line_on_stdout()
    {
        var run = await TramaProgram.RunAsync("--version");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"^trama \d+\.\d+\.\d+\n$", run.Output);
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("compare", "--help")]
    [InlineData("compare", "files", "/nowhere", "--rounds", "x", "--help")]
    [InlineData]
    public async Task Help_is_on_stdout_and_succeeds(params string[] arguments)
    {
        var run = await TramaProgram.RunAsync(arguments);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Usage\n  trama ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Trama.Cli", run.Output, StringComparison.Ordinal);
        Assert.Empty(run.Error);
    }

    [Fact]
    public async Task Help_of_compare_names_every_option_and_workload()
    {
        var run = await TramaProgram.RunAsync("compare", "--help");
        foreach (var word in (string[])[
            "sleep", "compute", "files", "fetch", "connections", "--models", "--workers", "--rounds", "--seed", "--connections", "--rate", "--assembly", "--method", "--inputs", "--json",
            "--quiet", "--color", "--lang", "--version", "--help"])
            Assert.Contains("  " + word, run.Output.Replace("-q, ", "  ", StringComparison.Ordinal).Replace("-h, ", "  ", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hidden_commands_stay_hidden()
    {
        var run = await TramaProgram.RunAsync("--help");
        Assert.DoesNotContain("compare-round", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("fetch-server", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("connections-client", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_speaks_Portuguese_where_the_locale_does()
    {
        var run = await TramaProgram.RunAsync(TramaProgram.Environment(("LANG", "pt_BR.UTF-8")), "compare", "--help");
        Assert.Contains("Uso\n  trama compare [CARGA", run.Output, StringComparison.Ordinal);
        Assert.Contains("Códigos de saída", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Usage", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("pt-BR")]
    public async Task Help_fits_a_narrow_terminal(string language)
    {
        var run = await TramaProgram.RunAsync(TramaProgram.Environment(("COLUMNS", "60")), "compare", "--help", "--lang", language);
        // Examples and usages are to be copied: they stay on their lines.
        Assert.DoesNotContain(run.Output.Split('\n'), line => line.Length > 60 && !line.StartsWith("  trama ", StringComparison.Ordinal));
    }
}
