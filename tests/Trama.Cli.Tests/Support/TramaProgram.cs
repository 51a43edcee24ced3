namespace Trama.Cli.Tests.Support;

/// <summary>The real program as it was built, in a process of its own and in an environment that says nothing about language or colour.</summary>
internal static class TramaProgram
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "Trama.Cli");

    public static Dictionary<string, string?> Environment(params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var environment = new Dictionary<string, string?>();
        foreach (var name in (string[])["LC_ALL", "LC_MESSAGES", "LANG", "COLUMNS", "NO_COLOR", "TRAMA_DEBUG"])
            environment[name] = null;
        foreach (var (name, value) in changes)
            environment[name] = value;
        return environment;
    }

    public static Task<ProgramRun> RunAsync(params string[] arguments) => RunAsync(Environment(), arguments);

    public static Task<ProgramRun> RunAsync(Dictionary<string, string?> environment, params string[] arguments)
        => ProgramRun.RunAsync(Path, arguments, environment);

    /// <summary>Runs a line of shell, in which "$T" is the program: for pipes and redirections.</summary>
    public static Task<ProgramRun> ShellAsync(string line, params ReadOnlySpan<(string Name, string? Value)> changes)
    {
        var environment = Environment(changes);
        environment["T"] = Path;
        return ProgramRun.RunAsync("/bin/bash", ["-c", line], environment);
    }
}
