using System.Text.Json;
using Trama.Cli.Tests.Support;

namespace Trama.Cli.Tests.Commands;

/// <summary>The real `trama doctor`, which tries worker processes of the real program.</summary>
public sealed class DoctorTests
{
    [Fact]
    public async Task Checks_are_on_stdout_each_with_its_time_and_the_exit_code_says_that_all_is_well()
    {
        var run = await TramaProgram.RunAsync("doctor");
        Assert.Equal(0, run.ExitCode);
        foreach (var name in (string[])["cores", "memory", "shared memory", "open files", "starting a worker", "channel", "one call", "one kill", "memory cap"])
            Assert.Matches($@"(?m)^(ok|warning|skipped) +{name} +[\d.,]+ (µs|ms|s) +\S", run.Output);
        Assert.Matches(@"worker \d+ was killed, and \d+ answered in its place after [\d.,]+ ms", Joined(run.Output));
        Assert.Contains("→ Worker processes work here", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("Looking at this machine", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Portuguese_run_on_a_narrow_terminal_has_no_English_word_and_no_wide_line()
    {
        var run = await TramaProgram.RunAsync(TramaProgram.Environment(("LANG", "pt_BR.UTF-8"), ("COLUMNS", "60")), "doctor");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("→ Processos workers funcionam aqui", run.Output, StringComparison.Ordinal);
        Assert.DoesNotMatch(@"\b(the|of|and|was|free|call|after)\b", run.Output + run.Error);
        // A path keeps its row whole, however long it is.
        Assert.DoesNotContain(run.Output.Split('\n'), line => line.Length > 60 && !line.Contains('/', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("pt-BR")]
    public async Task Json_is_alone_on_stdout_fits_the_schema_and_is_never_translated(string language)
    {
        var run = await TramaProgram.RunAsync("doctor", "--json", "-", "--lang", language);
        Assert.Equal(0, run.ExitCode);
        Assert.Empty(SchemaCheck.Findings(run.Output, "doctor.schema.json"));
        var envelope = JsonSerializer.Deserialize<JsonElement>(run.Output);
        Assert.True(envelope.GetProperty("fine").GetBoolean());
        Assert.StartsWith("worker ", envelope.GetProperty("checks")[8].GetProperty("finding").GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("→ ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Program_that_cannot_start_itself_as_a_worker_is_told_why_once_and_ends_with_7()
    {
        var folder = Directory.CreateTempSubdirectory("trama-");
        try
        {
            var run = await ProgramRun.RunAsync(CopyWithoutStartupHooks(folder.FullName), ["doctor"], TramaProgram.Environment());
            Assert.Equal(7, run.ExitCode);
            Assert.Contains("(TRM0542)", run.Output, StringComparison.Ordinal);
            Assert.Matches(@"(?m)^skipped +one call +[\d.,]+ (µs|ms) +no worker could be started", run.Output);
            Assert.Contains("→ Worker processes do not work here as they should", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Few_descriptors_are_a_warning_with_the_way_out()
    {
        var run = await TramaProgram.ShellAsync("ulimit -n 300; \"$T\" doctor");
        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"(?m)^warning +open files +[\d.,]+ (µs|ms) +only 300 open files", run.Output);
        Assert.Contains("→ Worker processes work here; see the warnings.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_that_cannot_be_written_is_told_before_anything_is_tried()
    {
        var run = await TramaProgram.RunAsync("doctor", "--json", "/no/such/folder/x.json");
        Assert.Equal(74, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains("(TRM0821)", run.Error, StringComparison.Ordinal);
    }

    // The program as somebody would build it who switched its startup hooks off, as trimming does.
    private static string CopyWithoutStartupHooks(string folder)
    {
        foreach (var pattern in (string[])["Trama*", "Spectre*", "System.CommandLine*"])
        {
            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory, pattern))
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }
        var configuration = Path.Combine(folder, "Trama.Cli.runtimeconfig.json");
        File.WriteAllText(configuration, File.ReadAllText(configuration).Replace(
            "\"configProperties\": {", "\"configProperties\": { \"System.StartupHookProvider.IsSupported\": false,", StringComparison.Ordinal));
        return Path.Combine(folder, "Trama.Cli");
    }

    // A sentence as it was before it was broken into rows.
    private static string Joined(string output) => System.Text.RegularExpressions.Regex.Replace(output, @"\s+", " ");
}
