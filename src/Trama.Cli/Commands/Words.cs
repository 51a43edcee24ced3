using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Trama.Cli.Commands;

/// <summary>The values of a parsed command line, each taken once and checked with a sentence of ours.</summary>
internal sealed class Words(ParseResult parsed, Errors errors)
{
    /// <summary>The words of an argument.</summary>
    public IReadOnlyList<string> Of(Argument<string[]> argument)
        => parsed.GetResult(argument) is { } result ? [.. result.Tokens.Select(token => token.Value)] : [];

    public bool Has(Option option) => parsed.GetResult(option) is { Implicit: false };

    /// <summary>The one value of an option, or null when the option is not there.</summary>
    /// <exception cref="CliException">The value is missing or empty, or the option is given twice.</exception>
    public string? Value(Option<string[]> option)
    {
        if (parsed.GetResult(option) is not { Implicit: false } result)
            return null;
        if (result.IdentifierTokenCount > 1)
            throw errors.OptionGivenTwice(option.Name);
        return result.Tokens is [{ Value.Length: > 0 } token] ? token.Value : throw errors.OptionNeedsValue(option.Name, option.HelpName!);
    }

    /// <summary>The value of an option that takes a whole number between two bounds, both included.</summary>
    public int? Number(Option<string[]> option, int low, int high)
    {
        if (Value(option) is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high
            ? number
            : throw errors.NotANumberInRange(option.Name, text, Plain(low), Plain(high));
    }

    /// <summary>The value of an option that takes one of a few words.</summary>
    public string? Choice(Option<string[]> option, params IReadOnlyList<string> choices)
    {
        if (Value(option) is not { } text)
            return null;
        return choices.FirstOrDefault(choice => choice.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw errors.NotAChoice(option.Name, text, choices);
    }

    private static string Plain(int number) => number.ToString(CultureInfo.InvariantCulture);
}
