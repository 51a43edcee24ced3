using Trama.Cli.Tests.Support;

namespace Trama.Cli.Tests.Commands;

/// <summary>Whatever is wrong, the real program says it in one sentence with its id, and ends with the code that scripts rely on.</summary>
public sealed class BadInputTests
{
    [Theory]
    [InlineData(2, "TRM0801", "no command 'comapre'. Did you mean 'compare'?", "comapre")]
    [InlineData(2, "TRM0801", "no command 'knitting'. See 'trama --help'", "knitting")]
    [InlineData(2, "TRM0802", "no option '--modles'. Did you mean '--models'?", "compare", "--modles", "async")]
    [InlineData(2, "TRM0802", "no option '--modles'. Did you mean '--models'?", "compare", "--modles=async")]
    [InlineData(2, "TRM0802", "no option '--langg'. Did you mean '--lang'?", "--langg")]
    [InlineData(2, "TRM0802", "no option '-x'. See 'trama compare --help'", "compare", "sleep", "-x")]
    [InlineData(2, "TRM0803", "--rounds needs a value: --rounds N", "compare", "--rounds")]
    [InlineData(2, "TRM0803", "--json needs a value", "compare", "--json", "--quiet")]
    [InlineData(2, "TRM0803", "--json needs a value", "compare", "--json=")]
    [InlineData(2, "TRM0804", "--seed is given more than once", "compare", "--seed", "1", "--seed", "2")]
    [InlineData(2, "TRM0805", "--rounds takes a whole number from 1 to 1000, not 'many'", "compare", "--rounds", "many")]
    [InlineData(2, "TRM0805", "--workers takes a whole number from 1 to 512, not '0'", "compare", "--workers", "0")]
    [InlineData(2, "TRM0805", "not '99999999999999999999'", "compare", "--seed", "99999999999999999999")]
    [InlineData(2, "TRM0805", "--timeout takes a whole number from 1 to 3600, not '0'", "compare", "fetch", "--timeout", "0")]
    [InlineData(2, "TRM0806", "--color does not know 'sometimes'", "compare", "--color", "sometimes")]
    [InlineData(2, "TRM0806", "--lang does not know 'fr'. Choose among en, pt-BR", "compare", "--lang", "fr")]
    [InlineData(2, "TRM0807", "--method needs --assembly", "compare", "--method", "A.B.C")]
    [InlineData(2, "TRM0807", "--assembly needs --inputs", "compare", "--assembly", "a.dll", "--method", "A.B.C")]
    [InlineData(2, "TRM0808", "'files' can't stand beside it", "compare", "files", "--assembly", "a", "--method", "b", "--inputs", "c")]
    [InlineData(2, "TRM0701", "no workload 'slepe'. Did you mean 'sleep'?", "compare", "slepe")]
    [InlineData(2, "TRM0701", "no workload 'hash'. Choose among sleep, compute, files, fetch", "compare", "hash")]
    [InlineData(2, "TRM0702", "no model 'threds'. Did you mean 'threads'?", "compare", "--models", "inline,threds")]
    [InlineData(2, "TRM0720", "'/no/such/folder' does not exist", "compare", "files", "/no/such/folder")]
    [InlineData(2, "TRM0710", "'-5' is not a wait", "compare", "sleep", "--", "-5")]
    [InlineData(2, "TRM0740", "no assembly '/no/App.dll'", "compare", "--assembly", "/no/App.dll", "--method", "A.B.C", "--inputs", "/no/lines.txt")]
    [InlineData(74, "TRM0821", "'/no/such/folder/x.json': its folder does not exist", "compare", "--json", "/no/such/folder/x.json")]
    [InlineData(74, "TRM0821", "'/tmp': it is a folder", "compare", "--json", "/tmp")]
    [InlineData(74, "TRM0821", "'/proc/x.json': it can't be created there", "compare", "--json", "/proc/x.json")]
    public async Task Mistake_is_named_with_its_way_out(int exitCode, string id, string expected, params string[] arguments)
    {
        var run = await TramaProgram.RunAsync(arguments);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains(expected, LastLine(run), StringComparison.Ordinal);
        Assert.StartsWith("trama: ", LastLine(run), StringComparison.Ordinal);
        Assert.EndsWith($"({id})", LastLine(run), StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trama: Não há uma carga 'slepe'. Você quis dizer 'sleep'? (TRM0701)", "compare", "slepe")]
    [InlineData("trama: A opção --rounds recebe um número inteiro de 1 a 1000, não 'x'. (TRM0805)", "compare", "--rounds", "x")]
    [InlineData("trama: A opção --inputs precisa de um valor: --inputs ARQUIVO. (TRM0803)", "compare", "--inputs")]
    public async Task Mistake_is_named_in_Portuguese_too(string expected, params string[] arguments)
    {
        var run = await TramaProgram.RunAsync(TramaProgram.Environment(("LC_ALL", "pt_BR.UTF-8")), arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Equal(expected + "\n", run.Error);
    }

    [Fact]
    public async Task Existing_file_survives_a_run_that_fails_later()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "kept");
            var run = await TramaProgram.RunAsync("compare", "files", "/no/such/folder", "--json", file);
            Assert.Equal(2, run.ExitCode);
            Assert.Equal("kept", await File.ReadAllTextAsync(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Probe_of_a_new_file_leaves_nothing()
    {
        var folder = Directory.CreateTempSubdirectory("trama-");
        try
        {
            await TramaProgram.RunAsync("compare", "files", "/no/such/folder", "--json", Path.Combine(folder.FullName, "new.json"));
            Assert.Empty(folder.EnumerateFileSystemInfos());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string LastLine(ProgramRun run) => run.Error.TrimEnd('\n').Split('\n')[^1];
}
