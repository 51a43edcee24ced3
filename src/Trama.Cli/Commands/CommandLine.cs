using System.CommandLine;
using System.CommandLine.Parsing;
using Trama.Cli.Commands.Hash;
using Trama.Cli.Commands.Photos;
using Trama.Cli.Rendering;
using Trama.Cli.Resources;
using Trama.Jobs;

namespace Trama.Cli.Commands;

/// <summary>The whole command line: its symbols, and what is wrong with words that fit none of them.</summary>
internal sealed class CommandLine
{
    private static readonly ParserConfiguration Parsing = new()
    {
        // A file whose name begins with @ is a file, and -ab is not -a -b: an input never means anything else.
        ResponseFileTokenReplacer = null,
        EnablePosixBundling = false,
    };

    public CommandLine()
    {
        Root = new RootCommand { TreatUnmatchedTokensAsErrors = false };
        // The parser's own --help and --version speak its own words; ours come from the catalogue.
        Root.Options.Clear();
        Compare = new Command("compare");
        CompareSymbols.AddTo(Compare);
        Root.Add(Compare);
        Photos = new Command("photos");
        PhotosSymbols.AddTo(Photos);
        Root.Add(Photos);
        Hash = new Command("hash");
        HashSymbols.AddTo(Hash);
        Root.Add(Hash);
        Doctor = new Command("doctor");
        Doctor.Add(DoctorJson);
        Root.Add(Doctor);
        foreach (var option in (Option[])[Quiet, Color, Lang, Version, Help])
        {
            option.Recursive = true;
            Root.Add(option);
        }
    }

    public RootCommand Root { get; }

    public Command Compare { get; }

    public CompareSymbols CompareSymbols { get; } = new();

    public Command Photos { get; }

    public PhotosSymbols PhotosSymbols { get; } = new();

    public Command Hash { get; }

    public HashSymbols HashSymbols { get; } = new();

    public Command Doctor { get; }

    public Option<string[]> DoctorJson { get; } = CompareSymbols.Text("--json", "FILE|-");

    public Option<bool> Quiet { get; } = Flag("--quiet", "-q");

    public Option<string[]> Color { get; } = CompareSymbols.Text("--color", "auto|always|never");

    public Option<string[]> Lang { get; } = CompareSymbols.Text("--lang", "en|pt-BR");

    public Option<bool> Version { get; } = Flag("--version");

    public Option<bool> Help { get; } = Flag("--help", "-h", "-?");

    public ParseResult Parse(IReadOnlyList<string> arguments) => Root.Parse(arguments, Parsing);

    /// <summary>The command that the words name.</summary>
    public static Command CommandOf(ParseResult parsed) => parsed.CommandResult.Command;

    /// <summary>`trama compare`, `trama`: the words to show when somebody should ask for help.</summary>
    public string NameOf(Command command) => command == Root ? "trama" : "trama " + command.Name;

    /// <summary>Refuses words that fit no symbol. An input that begins with a dash has to follow `--`.</summary>
    public void Check(ParseResult parsed, Errors errors)
    {
        var command = CommandOf(parsed);
        if (command == Root && parsed.UnmatchedTokens is [var first, ..])
            throw LooksLikeOption(first) ? UnknownOption(first, command, errors) : UnknownCommand(first, errors);
        if (UnknownOptionIn(parsed) is { } option)
            throw UnknownOption(option, command, errors);
        // A bare `trama` is no error: it shows the help.
        if (parsed.Errors.Count > 0 && command != Root)
            throw errors.NotUnderstood(parsed.UnmatchedTokens is [var word, ..] ? word : parsed.Tokens[^1].Value, NameOf(command));
    }

    /// <summary>The options that are the same for every command. The language is already spoken; here a bad one is refused.</summary>
    public (ColorMode Color, bool Quiet) Common(Words words)
    {
        // Regions of a known language are welcome (pt, pt_PT, en-GB); anything else is refused with the two names.
        if (words.Value(Lang) is { } tag && !LanguageNegotiation.TryParse(tag, out _))
            words.Choice(Lang, "en", "pt-BR");
        var color = words.Choice(Color, "auto", "always", "never") switch
        {
            "always" => ColorMode.Always,
            "never" => ColorMode.Never,
            _ => ColorMode.Auto,
        };
        return (color, words.Has(Quiet));
    }

    private static string? UnknownOptionIn(ParseResult parsed)
        => parsed.Tokens
            .TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument && LooksLikeOption(token.Value) && !IsOptionValue(parsed, token))
            .Select(token => token.Value)
            .FirstOrDefault();

    // A value may begin with a dash (--seed -5): it belongs to its option and not to the inputs.
    private static bool IsOptionValue(ParseResult parsed, Token token)
        => parsed.CommandResult.Children.OfType<OptionResult>().Any(option => option.Tokens.Any(value => ReferenceEquals(value, token)));

    private static bool LooksLikeOption(string word) => word.Length > 1 && word[0] == '-';

    private CliException UnknownOption(string word, Command command, Errors errors)
    {
        var name = word.Split('=')[0];
        var known = command.Options.Concat(Root.Options).Select(option => option.Name);
        return errors.UnknownOption(name, NearNames.Nearest(name, known), NameOf(command));
    }

    private CliException UnknownCommand(string name, Errors errors)
        => errors.UnknownCommand(name, NearNames.Nearest(name, Root.Subcommands.Select(command => command.Name)));

    /// <summary>An option without a value.</summary>
    public static Option<bool> Flag(string name, params string[] aliases) => new(name, aliases) { Arity = ArgumentArity.Zero };
}
