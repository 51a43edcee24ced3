using System.CommandLine;

namespace Trama.Cli.Commands;

/// <summary>
/// The words of `trama compare`, declared for the parser. Everything is taken as text, any number of times: what a word means and
/// what is wrong with it is said by <see cref="CompareArguments"/>, in the user's language, and not by the parsing library.
/// </summary>
internal sealed class CompareSymbols
{
    public Argument<string[]> Words { get; } = new("workload") { Arity = ArgumentArity.ZeroOrMore };

    public Option<string[]> Models { get; } = Text("--models", "LIST");

    public Option<string[]> Workers { get; } = Text("--workers", "N");

    public Option<string[]> Rounds { get; } = Text("--rounds", "N");

    public Option<string[]> Seed { get; } = Text("--seed", "N");

    public Option<string[]> Timeout { get; } = Text("--timeout", "S");

    public Option<string[]> Connections { get; } = Text("--connections", "N");

    public Option<string[]> Rate { get; } = Text("--rate", "N");

    public Option<string[]> Assembly { get; } = Text("--assembly", "APP.DLL");

    public Option<string[]> Method { get; } = Text("--method", "NAME");

    public Option<string[]> Inputs { get; } = Text("--inputs", "FILE");

    public Option<string[]> Json { get; } = Text("--json", "FILE|-");

    /// <summary>Adds every symbol to <paramref name="command"/>, in the order in which help lists them.</summary>
    public void AddTo(Command command)
    {
        command.Add(Words);
        foreach (var option in (Option[])[Models, Workers, Rounds, Seed, Timeout, Connections, Rate, Assembly, Method, Inputs, Json])
            command.Add(option);
    }

    /// <summary>An option with a value; the arity is open so that a missing or repeated value is ours to explain.</summary>
    public static Option<string[]> Text(string name, string placeholder) => new(name)
    {
        HelpName = placeholder,
        Arity = ArgumentArity.ZeroOrMore,
        AllowMultipleArgumentsPerToken = false,
    };
}
