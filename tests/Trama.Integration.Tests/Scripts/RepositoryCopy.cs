using System.Diagnostics;
using System.Runtime.Versioning;

namespace Trama.Integration.Tests.Scripts;

/// <summary>The repository as somebody who has just cloned it has it, in a folder of its own with a space in its name.</summary>
[SupportedOSPlatform("linux")]
internal sealed class RepositoryCopy : IDisposable
{
    // Stands in for the SDK where what is tested is when a build happens, not what it makes: the "program" is a shell.
    private const string FakeDotnet = """
        #!/usr/bin/env bash
        case $1 in
            --version) echo "${FAKE_VERSION:-10.0.100}" ;;
            --info) echo ' RID: linux-x64' ;;
            publish) while [[ $1 != -o ]]; do shift; done; cp "$(readlink -f "$(command -v bash)")" "$2/Trama.Cli" ;;
        esac
        """;

    private readonly string _root = Directory.CreateTempSubdirectory("with space ").FullName;

    public RepositoryCopy()
    {
        Write(FakeDotnet, "fake", "dotnet");
        File.SetUnixFileMode(PathTo("fake", "dotnet"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Script => PathTo("trama");

    /// <summary>An environment in which the stand-in is the only .NET; a version other than 10 makes every build fail with 7.</summary>
    public Dictionary<string, string?> Fake(string version = "10.0.100") => new()
    {
        ["PATH"] = $"{PathTo("fake")}:{Environment.GetEnvironmentVariable("PATH")}",
        ["DOTNET_ROOT"] = null,
        ["FAKE_VERSION"] = version,
    };

    public async Task FillAsync()
    {
        ProgramRun tracked = await ProgramRun.RunAsync("git", ["-C", Repository.Root, "ls-files", "-z"]);
        Assert.Equal(0, tracked.ExitCode);
        foreach (string name in tracked.Output.Split('\0', StringSplitOptions.RemoveEmptyEntries))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathTo(name))!);
            File.Copy(Repository.PathTo(name), PathTo(name));
        }
    }

    /// <summary>A folder with nothing but these commands: a PATH without .NET.</summary>
    public string OnlyCommands(params string[] names)
    {
        string folder = Directory.CreateDirectory(PathTo("commands")).FullName;
        foreach (string name in names)
        {
            string[] places = Environment.GetEnvironmentVariable("PATH")!.Split(':');
            File.CreateSymbolicLink(Path.Combine(folder, name), places.Select(place => Path.Combine(place, name)).First(File.Exists));
        }

        return folder;
    }

    public Task<ProgramRun> RunAsync(IReadOnlyDictionary<string, string?>? environment, params string[] arguments)
        => ProgramRun.RunAsync(Script, arguments, environment, TimeSpan.FromMinutes(4));

    /// <summary>Starts the script with the stand-in's shell, which runs until its input ends.</summary>
    public Process Start()
    {
        var start = new ProcessStartInfo(Script, ["-c", "echo started; read"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach ((string name, string? value) in Fake())
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    public string[] Builds() => Directory.GetDirectories(PathTo("artifacts", "trama"), "build-*");

    public string PathTo(params string[] parts) => Path.Combine([_root, .. parts]);

    public void Write(string text, params string[] parts)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathTo(parts))!);
        File.WriteAllText(PathTo(parts), text);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
