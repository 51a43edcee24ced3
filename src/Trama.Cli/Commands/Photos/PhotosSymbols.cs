using System.CommandLine;
using System.CommandLine.Parsing;
using Trama.Cli.Commands.Jobs;
using Trama.Jobs.Photos;
using Trama.Jobs.Photos.Filters;

namespace Trama.Cli.Commands.Photos;

/// <summary>The words of `trama photos`, declared for the parser. Filters count in the order in which they are given.</summary>
internal sealed class PhotosSymbols
{
    public PhotosSymbols()
    {
        Output.Aliases.Add("-o");
        Filters = [.. FilterTable.All.Select(kind => kind.Value is { } value
            ? (Option)CompareSymbols.Text("--" + kind.Name, value)
            : CommandLine.Flag("--" + kind.Name))];
    }

    public Argument<string[]> Paths { get; } = new("path") { Arity = ArgumentArity.ZeroOrMore };

    public Option<string[]> Output { get; } = CompareSymbols.Text("--output", "FOLDER");

    public IReadOnlyList<Option> Filters { get; }

    public Option<string[]> Chain { get; } = CompareSymbols.Text("--chain", "NAME");

    public Option<string[]> Chains { get; } = CompareSymbols.Text("--chains", "FILE");

    public Option<string[]> Format { get; } = CompareSymbols.Text("--format", "jpeg|png|webp");

    public Option<string[]> Quality { get; } = CompareSymbols.Text("--quality", "N");

    public Option<string[]> Metadata { get; } = CompareSymbols.Text("--metadata", "keep|strip|no-gps");

    public Option<string[]> FailOn { get; } = CompareSymbols.Text("--fail-on", "none|truncated|error|warning");

    public Option<string[]> MaxMegapixels { get; } = CompareSymbols.Text("--max-megapixels", "N");

    public Option<string[]> MaxFrames { get; } = CompareSymbols.Text("--max-frames", "N");

    public Option<string[]> Samples { get; } = CompareSymbols.Text("--samples", "N");

    public Option<bool> Overwrite { get; } = CommandLine.Flag("--overwrite");

    public JobSymbols Job { get; } = new();

    /// <summary>What says how photos are filtered: samples are made without any of it.</summary>
    public IEnumerable<Option> OfFiltering => [Output, .. Filters, Chain, Chains, Format, Quality, Metadata, FailOn, MaxMegapixels, MaxFrames];

    /// <summary>Adds every symbol to <paramref name="command"/>, in the order in which help lists them.</summary>
    public void AddTo(Command command)
    {
        command.Add(Paths);
        foreach (var option in OfFiltering) command.Add(option);
        command.Add(Overwrite);
        command.Add(Samples);
        Job.AddTo(command);
    }

    /// <summary>The filters in their order, those of a chain in its place; each is checked.</summary>
    /// <exception cref="CliException">A filter lacks its value.</exception>
    /// <exception cref="Trama.Jobs.JobException">A filter or a chain is not known, or a value does not fit.</exception>
    public IReadOnlyList<string> Steps(ParseResult parsed, string chains, Errors errors)
    {
        var steps = new List<string>();
        foreach (var (at, token) in parsed.Tokens.Index().TakeWhile(indexed => indexed.Item.Type != TokenType.DoubleDash))
        {
            if (token.Type != TokenType.Option) continue;
            if (token.Value == Chain.Name) steps.AddRange(PhotoChains.Read(chains, ValueAt(Chain)));
            else if (Filters.FirstOrDefault(filter => filter.Name == token.Value) is { } option) steps.Add(StepOf(option));

            string StepOf(Option option) => option.HelpName is null ? option.Name[2..] : $"{option.Name[2..]} {ValueAt(option)}";

            string ValueAt(Option option) => parsed.Tokens.ElementAtOrDefault(at + 1) is { Type: TokenType.Argument, Value.Length: > 0 } value
                ? value.Value
                : throw errors.OptionNeedsValue(option.Name, option.HelpName!);
        }
        foreach (var step in steps) FilterTable.Parse(step);
        return steps;
    }
}
