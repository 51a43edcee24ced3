using System.Globalization;
using Trama.Cli.Rendering;
using Trama.Cli.Resources;
using Trama.Jobs;

namespace Trama.Cli.Commands;

/// <summary>Every failure in a sentence of the user's language: what, which, why, and the way out. Ids are never reused.</summary>
internal sealed class Errors(Catalogue texts, Notes notes)
{
    public CliException UnknownCommand(string name, string? nearest)
        => Usage("TRM0801", ("name", name), ("hint", Hint(nearest, "trama --help")));

    public CliException UnknownOption(string name, string? nearest, string command)
        => Usage("TRM0802", ("name", name), ("hint", nearest is null
            ? texts.Format("hint.option", ("command", command + " --help"))
            : texts.Format("hint.nearest", ("name", nearest))));

    public CliException OptionNeedsValue(string option, string placeholder)
        => Usage("TRM0803", ("option", option), ("placeholder", texts["value." + placeholder]));

    public CliException OptionGivenTwice(string option) => Usage("TRM0804", ("option", option));

    public CliException NotANumberInRange(string option, string value, string low, string high)
        => Usage("TRM0805", ("option", option), ("value", value), ("low", low), ("high", high));

    public CliException NotAChoice(string option, string value, IReadOnlyList<string> choices)
        => Usage("TRM0806", ("option", option), ("value", value), ("choices", string.Join(", ", choices)));

    public CliException OptionNeedsOption(string option, string needed) => Usage("TRM0807", ("option", option), ("needed", needed));

    public CliException OptionNeeds(string option, string needed) => Usage("TRM0812", ("option", option), ("needed", needed));

    public CliException WorkloadWithAssembly(string name) => Usage("TRM0808", ("name", name));

    public CliException NotUnderstood(string token, string command) => Usage("TRM0809", ("token", token), ("command", command));

    public CliException OptionsExclude(string option, string other) => Usage("TRM0810", ("option", option), ("other", other));

    public CliException NothingToDo(string command) => Usage("TRM0811", ("command", command));

    public CliException NoOutput(string command) => Usage("TRM0813", ("command", command));

    public CliException NoFilter(string command) => Usage("TRM0814", ("command", command));

    public CliException JsonNotWritable(string file, string reason)
        => new("TRM0821", ExitCode.InputOutput, texts.Format("error.TRM0821", ("file", file), ("reason", texts.Find("reason." + reason) ?? reason)));

    public CliException OutputFailed(string reason)
        => new("TRM0822", ExitCode.InputOutput, texts.Format("error.TRM0822", ("reason", reason)));

    public CliException Unexpected(Exception exception)
        => new("TRM0899", ExitCode.Internal, texts.Format(
            "error.TRM0899", ("type", exception.GetType().Name), ("message", exception.Message.ReplaceLineEndings(" "))));

    /// <summary>A job's failure, with the nearest name where one was mistyped.</summary>
    public CliException From(JobException exception)
        => new(exception.Id, CodeOf(exception.Kind), notes.Sentence(
            "error." + exception.Id, exception.Details, ("hint", HintFor(exception)), ("why", WhyOf(exception.Details)),
            ("takes", exception.Details.GetValueOrDefault("filter") is string filter ? texts.Find("filter." + filter) ?? "" : "")));

    // Some failures carry a whole notice as their reason: its code, and its data beside theirs. Reasons of Trama's own are codes, those of
    // the system or of a library are its sentences.
    private string WhyOf(IReadOnlyDictionary<string, object> details)
        => details.GetValueOrDefault("code") is string code ? notes.Sentence(new Notice(code, details))
            : details.GetValueOrDefault("why") is string why ? texts.Find("reason." + why) ?? why.TrimEnd('.')
            : "";

    private static int CodeOf(JobErrorKind kind) => kind switch
    {
        JobErrorKind.Usage => ExitCode.Usage,
        JobErrorKind.ItemsFailed => ExitCode.SomeFailed,
        JobErrorKind.Unfinished => ExitCode.Unfinished,
        JobErrorKind.PoolGaveUp => ExitCode.PoolGaveUp,
        JobErrorKind.DependencyMissing => ExitCode.DependencyMissing,
        _ => ExitCode.InputOutput,
    };

    private string HintFor(JobException exception)
    {
        if (exception.Details.GetValueOrDefault("near") is IReadOnlyList<string> near)
            return near.Count > 0 ? texts.Format("hint.nearest", ("name", near[0])) : texts["hint.spelling"];
        if (exception.Details.GetValueOrDefault("known") is not IReadOnlyList<string> known)
            return "";
        var typed = exception.Details.GetValueOrDefault("workload") ?? exception.Details.GetValueOrDefault("model")
            ?? exception.Details.GetValueOrDefault("algorithm") ?? exception.Details.GetValueOrDefault("filter")
            ?? exception.Details.GetValueOrDefault("chain") ?? "";
        return NearNames.Nearest((string)typed, known) is { } name
            ? texts.Format("hint.nearest", ("name", name))
            : texts.Format("hint.known", ("names", string.Join(", ", known)));
    }

    private string Hint(string? nearest, string help)
        => nearest is null ? texts.Format("hint.see", ("command", help)) : texts.Format("hint.nearest", ("name", nearest));

    private CliException Usage(string id, params ReadOnlySpan<(string Name, string Value)> values)
        => new(id, ExitCode.Usage, texts.Format("error." + id, values));
}
