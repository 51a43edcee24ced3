using System.CommandLine;
using Trama.Cli.Commands.Jobs;
using Trama.Jobs;
using Trama.Jobs.Engine;
using Trama.Jobs.Photos;
using Trama.Jobs.Photos.Headers;
using Trama.Jobs.Photos.Samples;

namespace Trama.Cli.Commands.Photos;

/// <summary>`trama photos`: what its words ask for, as a job and a view of it.</summary>
internal sealed class PhotosCommand(Session session, Words words, PhotosSymbols symbols, ParseResult parsed)
{
    private const int MostSamples = 99_999;
    private const int MostMegapixels = 100_000;

    /// <summary>Runs to the end and gives the exit code.</summary>
    /// <exception cref="CliException">The words don't go together.</exception>
    /// <exception cref="JobException">A name is not known, or a value does not fit.</exception>
    public Task<int> RunAsync()
    {
        var paths = words.Of(symbols.Paths);
        var wishes = symbols.Job.From(words, session.Errors);
        wishes = wishes with { Options = wishes.Options with { Overwrite = words.Has(symbols.Overwrite) } };
        if (words.Number(symbols.Samples, 1, MostSamples) is { } count) return MakeSamplesAsync(count, paths, wishes);
        if (paths.Count == 0) throw session.Errors.NothingToDo("trama photos --help");
        var recipe = Recipe();
        var output = words.Value(symbols.Output) ?? throw session.Errors.NoOutput("trama photos --help");
        return new JobCommand<PhotoInput, PhotoResult>(
            session, new PhotosJob(new(paths, output, recipe)), In(wishes, output, "photos"), new PhotosView(session)).RunAsync();
    }

    private Task<int> MakeSamplesAsync(int count, IReadOnlyList<string> paths, JobWishes wishes)
    {
        if (symbols.OfFiltering.FirstOrDefault(words.Has) is { } other) throw session.Errors.OptionsExclude(symbols.Samples.Name, other.Name);
        if (paths is not [var folder]) throw session.Errors.NothingToDo("trama photos --help");
        return new JobCommand<SampleInput, SampleResult>(
            session, new SamplesJob(count, folder), In(wishes, folder, "samples"), new SamplesView()).RunAsync();
    }

    private static JobWishes In(JobWishes wishes, string folder, string job)
        => wishes with { Options = wishes.Options with { Journal = JournalPlace.In(Path.GetFullPath(folder), job) } };

    private PhotoRecipe Recipe()
    {
        if (words.Has(symbols.Chains) && !words.Has(symbols.Chain)) throw session.Errors.OptionNeeds(symbols.Chains.Name, symbols.Chain.Name);
        var steps = symbols.Steps(parsed, words.Value(symbols.Chains) ?? PhotoChains.DefaultFile, session.Errors);
        // Else every photo would only be encoded once more.
        if (steps.Count == 0 && !words.Has(symbols.Format) && !words.Has(symbols.Quality) && !words.Has(symbols.Metadata))
            throw session.Errors.NoFilter("trama photos --help");
        var defaults = new PhotoRecipe();
        return defaults with
        {
            Filters = steps,
            Format = words.Choice(symbols.Format, PhotoFormats.Names),
            Quality = words.Number(symbols.Quality, 1, 100) ?? defaults.Quality,
            Metadata = words.Choice(symbols.Metadata, PhotoRecipe.MetadataPolicies) ?? defaults.Metadata,
            FailOn = words.Choice(symbols.FailOn, PhotoRecipe.Strictness) ?? defaults.FailOn,
            Limits = new PhotoLimits(
                words.Number(symbols.MaxMegapixels, 1, MostMegapixels) ?? defaults.Limits.MaxMegapixels,
                words.Number(symbols.MaxFrames, 1, int.MaxValue) ?? defaults.Limits.MaxFrames),
        };
    }
}
