namespace Trama.Cli.Tests.Support;

/// <summary>A folder of files, and the real programs run in it: ours as "$T", and coreutils.</summary>
internal sealed class Tree : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("trama-cli-").FullName;

    /// <summary>Where this test's runs keep the journals that bridge interruptions.</summary>
    public string State => Path.Combine(Root, ".state");

    public static DateTime Settled { get; } = DateTime.UtcNow.AddMinutes(-5);

    public void Dispose()
    {
        // .NET can't remove what it can't name: some names here are no text.
        using var process = System.Diagnostics.Process.Start("rm", ["-rf", Root]);
        process.WaitForExit();
    }

    /// <summary>A file whose time is old enough to be relied on.</summary>
    public void Put(string name, string text)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        File.SetLastWriteTimeUtc(path, Settled);
    }

    public void PutMany(string folder, int count)
    {
        for (var i = 0; i < count; i++) Put($"{folder}/{i % 7}/{i:0000}", $"text {i}");
    }

    /// <summary>Runs a line of shell in the folder.</summary>
    public Task<ProgramRun> ShellAsync(string line, params ReadOnlySpan<(string Name, string? Value)> changes)
        => TramaProgram.ShellAsync($"cd '{Root}' && {line}", [("XDG_STATE_HOME", State), .. changes]);

    /// <summary>What a line of shell prints; it has to succeed.</summary>
    public async Task<string> OutputAsync(string line)
    {
        var run = await ShellAsync(line);
        Assert.True(run.ExitCode == 0, $"{line}: {run.ExitCode}\n{run.Error}");
        return run.Output;
    }

    /// <summary>What coreutils' sha256sum prints for every file below a folder, sorted by the bytes of their names.</summary>
    public Task<string> SumsAsync(string folder, string program = "sha256sum")
        => OutputAsync($"find {folder} -type f -print0 | LC_ALL=C sort -z | xargs -0 {program}");
}
