using System.CommandLine;
using Trama.Cli.Commands.Jobs;
using Trama.Jobs;
using Trama.Jobs.Engine;
using Trama.Jobs.Hash;

namespace Trama.Cli.Commands.Hash;

/// <summary>`trama hash`: what its words ask for, as a job and a view of it.</summary>
internal static class HashCommand
{
    /// <summary>Runs to the end and gives the exit code.</summary>
    /// <exception cref="CliException">The words don't go together.</exception>
    /// <exception cref="JobException">A name is not known.</exception>
    public static Task<int> RunAsync(Session session, Words words, HashSymbols symbols)
    {
        var paths = words.Of(symbols.Paths);
        if (paths.Count == 0) throw session.Errors.NothingToDo("trama hash --help");
        var algorithm = words.Value(symbols.Algorithm);
        if (algorithm is not null) _ = Algorithms.Of(algorithm);
        var wishes = symbols.Job.From(words, session.Errors);
        if (words.Has(symbols.Check))
        {
            Exclude(session, words, symbols.Check, symbols.Tag, symbols.Duplicates);
            var check = new CheckRequest(paths, algorithm, words.Has(symbols.IgnoreMissing), words.Has(symbols.Strict));
            wishes = WithJournal(wishes, words, symbols, "hash-check", [algorithm ?? "", .. paths]);
            return new JobCommand<CheckInput, HashResult>(session, new CheckJob(check), wishes, new CheckView(session)).RunAsync();
        }
        foreach (var option in (Option<bool>[])[symbols.IgnoreMissing, symbols.Strict])
        {
            if (words.Has(option)) throw session.Errors.OptionNeeds(option.Name, symbols.Check.Name);
        }
        var request = new HashRequest(paths, algorithm ?? Algorithms.Default);
        wishes = WithJournal(wishes, words, symbols, "hash", [request.Algorithm, .. paths]);
        JobView<HashInput, HashResult> view = words.Has(symbols.Duplicates)
            ? new DuplicatesView(session, request.Algorithm)
            : new HashView(session, request.Algorithm, words.Has(symbols.Tag));
        return new JobCommand<HashInput, HashResult>(session, new HashJob(request), wishes, view).RunAsync();
    }

    // A manifest is a journal that is kept where the user says; without one, a long run keeps one of its own until it is finished.
    private static JobWishes WithJournal(JobWishes wishes, Words words, HashSymbols symbols, string job, string[] request)
        => wishes with
        {
            Options = wishes.Options with
            {
                Journal = words.Value(symbols.Manifest) is { } manifest
                    ? new JournalPlace(Path.GetFullPath(manifest))
                    : JournalPlace.OfRequest(job, request),
            },
        };

    private static void Exclude(Session session, Words words, Option<bool> option, params Option<bool>[] others)
    {
        foreach (var other in others)
        {
            if (words.Has(other)) throw session.Errors.OptionsExclude(option.Name, other.Name);
        }
    }
}
