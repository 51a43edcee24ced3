using System.Reflection;

namespace Trama.Jobs.Compare;

/// <summary>How to start a program that understands the hidden commands (see <see cref="HiddenCommands"/>).</summary>
/// <param name="FileName">The executable.</param>
/// <param name="Arguments">What comes before the hidden command's name.</param>
internal sealed record RoundProgram(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>This very program: its own executable, or the <c>dotnet</c> that runs it with its entry assembly.</summary>
    public static RoundProgram Own()
    {
        var path = Environment.ProcessPath ?? throw JobErrors.RoundNotStarted("?", "the path of this program is unknown");
        var muxer = Path.GetFileNameWithoutExtension(path).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return muxer ? new(path, ["exec", EntryAssembly()]) : new(path, []);
    }

    private static string EntryAssembly()
        => Assembly.GetEntryAssembly()?.Location is { Length: > 0 } location
            ? location
            : throw JobErrors.RoundNotStarted("dotnet", "the entry assembly has no path");
}
