namespace Trama.Jobs.Compare;

/// <summary>
/// The commands with which the program starts itself: <c>compare-round</c> and <c>fetch-server</c>. A program's Main asks
/// <see cref="Knows"/> before it parses anything and hands over its raw streams.
/// </summary>
internal static class HiddenCommands
{
    /// <summary>Runs one round: a specification line on stdin, a result line on stdout; ends at once when stdin closes.</summary>
    public const string Round = "compare-round";

    /// <summary>The server of the fetch workload: its address on stdout; ends when stdin closes.</summary>
    public const string Server = "fetch-server";

    /// <summary>Whether the arguments ask for a hidden command.</summary>
    public static bool Knows(IReadOnlyList<string> arguments) => arguments is [Round or Server, ..];

    /// <summary>Runs the hidden command to its end.</summary>
    /// <param name="arguments">The program's arguments, the command's name first.</param>
    /// <param name="input">The raw standard input.</param>
    /// <param name="output">The raw standard output.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> arguments, Stream input, Stream output)
        => throw new NotImplementedException(arguments[0] + input + output);
}
