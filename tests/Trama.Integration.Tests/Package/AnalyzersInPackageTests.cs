using System.IO.Compression;
using System.Xml.Linq;

namespace Trama.Integration.Tests.Package;

[Deadline(300)]
public sealed class AnalyzersInPackageTests(PackedTrama packed) : IClassFixture<PackedTrama>
{
    private const string Capturing = """
        using Trama;

        await using var pool = Executor.Processes();
        int factor = args.Length;
        await pool.RunAsync(() => 2 * factor);
        """;

    private const string Refusal = "Program.cs(5,21): error TRAMA001: The lambda can't run in a worker process: it captures 'factor'";

    [Fact]
    public void Package_holds_analyzers_fixes_and_their_pages_and_asks_for_no_other_package()
    {
        using ZipArchive package = ZipFile.OpenRead(packed.File);
        string[] names = [.. package.Entries.Select(entry => entry.FullName)];

        Assert.Contains("analyzers/dotnet/cs/Trama.Analyzers.dll", names);
        Assert.Contains("analyzers/dotnet/cs/Trama.CodeFixes.dll", names);
        Assert.Contains("docs/analyzers/TRAMA001.md", names);
        using Stream specification = package.GetEntry("Trama.nuspec")!.Open();
        Assert.DoesNotContain(XDocument.Load(specification).Descendants(), element => element.Name.LocalName == "dependency");
    }

    [Fact]
    public async Task Program_that_uses_the_package_learns_from_the_compiler_what_its_lambda_captures()
    {
        ProgramRun build = await packed.BuildAsync("capturing", Capturing);

        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains(Refusal, build.Output, StringComparison.Ordinal);
    }
}
