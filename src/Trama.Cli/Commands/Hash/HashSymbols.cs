using System.CommandLine;
using Trama.Cli.Commands.Jobs;

namespace Trama.Cli.Commands.Hash;

/// <summary>The words of `trama hash`, declared for the parser.</summary>
internal sealed class HashSymbols
{
    public Argument<string[]> Paths { get; } = new("path") { Arity = ArgumentArity.ZeroOrMore };

    public Option<string[]> Algorithm { get; } = CompareSymbols.Text("--algorithm", "NAME");

    public Option<bool> Tag { get; } = CommandLine.Flag("--tag");

    public Option<bool> Check { get; } = CommandLine.Flag("--check", "-c");

    public Option<bool> IgnoreMissing { get; } = CommandLine.Flag("--ignore-missing");

    public Option<bool> Strict { get; } = CommandLine.Flag("--strict");

    public Option<string[]> Manifest { get; } = CompareSymbols.Text("--manifest", "FILE");

    public Option<bool> Duplicates { get; } = CommandLine.Flag("--duplicates");

    public JobSymbols Job { get; } = new();

    /// <summary>Adds every symbol to <paramref name="command"/>, in the order in which help lists them.</summary>
    public void AddTo(Command command)
    {
        command.Add(Paths);
        foreach (var option in (Option[])[Algorithm, Tag, Check, IgnoreMissing, Strict, Manifest, Duplicates])
            command.Add(option);
        Job.AddTo(command);
    }
}
