using System.CommandLine;
using Trama.Jobs;
using Trama.Jobs.Engine;
using Trama.Jobs.Engine.Running;

namespace Trama.Cli.Commands.Jobs;

/// <summary>The options that all jobs share, declared for the parser and read from it.</summary>
internal sealed class JobSymbols
{
    private const int LongestSeconds = 24 * 3600;

    public Option<string[]> Model { get; } = CompareSymbols.Text("--model", "NAME");

    public Option<string[]> Workers { get; } = CompareSymbols.Text("--workers", "N");

    public Option<string[]> Retries { get; } = CompareSymbols.Text("--retries", "N");

    public Option<string[]> Timeout { get; } = CompareSymbols.Text("--timeout", "S");

    public Option<string[]> MaxErrors { get; } = CompareSymbols.Text("--max-errors", "N");

    public Option<bool> RetryFailed { get; } = CommandLine.Flag("--retry-failed");

    public Option<bool> Fresh { get; } = CommandLine.Flag("--fresh");

    public Option<bool> DryRun { get; } = CommandLine.Flag("--dry-run");

    public Option<string[]> Json { get; } = CompareSymbols.Text("--json", "FILE|-");

    /// <summary>Adds them to <paramref name="command"/>, in the order in which help lists them; its own come before.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[Model, Workers, Retries, Timeout, MaxErrors, RetryFailed, Fresh, DryRun, Json])
            command.Add(option);
    }

    /// <summary>What the words ask for.</summary>
    /// <exception cref="CliException">A value is missing, repeated or out of range, or two options don't go together.</exception>
    /// <exception cref="JobException">There is no such model.</exception>
    public JobWishes From(Words words, Errors errors)
    {
        if (words.Has(RetryFailed) && words.Has(Fresh)) throw errors.OptionsExclude(RetryFailed.Name, Fresh.Name);
        var model = words.Value(Model);
        if (model is not null && !JobExecutors.Models.Contains(model)) throw JobErrors.UnknownModel(model, JobExecutors.Models);
        var defaults = new JobOptions();
        var options = defaults with
        {
            Model = model,
            Workers = words.Number(Workers, 1, JobOptions.MaxWorkers),
            Retries = words.Number(Retries, 0, JobOptions.MaxRetries) ?? defaults.Retries,
            Timeout = words.Number(Timeout, 1, LongestSeconds) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            MaxErrors = words.Number(MaxErrors, 1, int.MaxValue),
            RetryFailed = words.Has(RetryFailed),
            Fresh = words.Has(Fresh),
        };
        return new(options, words.Has(DryRun), words.Value(Json));
    }
}

/// <summary>How a job shall be run.</summary>
/// <param name="Options">The engine's part; the command adds the journal's place.</param>
/// <param name="DryRun">Only tell what would be done.</param>
/// <param name="Json">Where JSON lines go: a file, "-" for standard output, or null for nowhere.</param>
internal sealed record JobWishes(JobOptions Options, bool DryRun, string? Json);
