namespace Trama.Integration.Tests.Samples;

[Deadline(120)]
public sealed class SampleAnalysisTests
{
    public static TheoryData<string> Samples => [.. Directory.GetFiles(Repository.PathTo("samples"), "*.cs").Select(path => Path.GetFileName(path))];

    [Theory, MemberData(nameof(Samples))]
    public async Task Sample_is_compiled_with_the_analyzers(string name)
    {
        ProgramRun evaluation = await ProgramRun.RunAsync(
            "dotnet", ["build", Repository.PathTo("samples", name), "-nologo", "-getItem:ProjectReference"], limit: TimeSpan.FromMinutes(1));

        Assert.Equal(0, evaluation.ExitCode);
        Assert.Contains("Trama.Analyzers.csproj", evaluation.Output, StringComparison.Ordinal);
        Assert.Contains("\"OutputItemType\": \"Analyzer\"", evaluation.Output, StringComparison.Ordinal);
    }
}
