namespace Trama.Integration.Tests.Package;

/// <summary>The package as it would be published, made once in a folder of its own, and programs that use it.</summary>
public sealed class PackedTrama : IAsyncLifetime
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <UseAppHost>false</UseAppHost>
            <RestoreSources>../package</RestoreSources>
            <RestorePackagesPath>../restored</RestorePackagesPath>
            <UseSharedCompilation>false</UseSharedCompilation>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="Trama" Version="*" />
          </ItemGroup>
        </Project>
        """;

    // Nothing that a build starts outlives it.
    private static readonly Dictionary<string, string?> Environment = new() { ["MSBUILDDISABLENODEREUSE"] = "1" };

    private readonly string _root = Directory.CreateTempSubdirectory("trama package ").FullName;

    public string File => Assert.Single(Directory.GetFiles(Path.Combine(_root, "package"), "Trama.*.nupkg"));

    // Outputs of its own: what a developer or another test builds meanwhile is not disturbed.
    public async ValueTask InitializeAsync()
    {
        ProgramRun pack = await DotnetAsync(
            "pack", Repository.PathTo("src", "Trama"), "-nologo", "-v", "quiet", "-p:UseSharedCompilation=false",
            "--artifacts-path", Path.Combine(_root, "artifacts"), "-o", Path.Combine(_root, "package"));
        Assert.True(pack.ExitCode == 0, $"The package can't be made: {pack.Output}{pack.Error}");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>Builds a program that references the package, as somebody does who has never seen this repository.</summary>
    public async Task<ProgramRun> BuildAsync(string name, string program)
    {
        string folder = Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, $"{name}.csproj"), Project);
        await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), program);
        return await DotnetAsync("build", folder, "-nologo", "-v", "quiet");
    }

    private static Task<ProgramRun> DotnetAsync(params string[] arguments) =>
        ProgramRun.RunAsync("dotnet", arguments, Environment, TimeSpan.FromMinutes(4));
}
