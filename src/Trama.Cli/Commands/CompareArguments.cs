using System.Globalization;
using Trama.Cli.Rendering;
using Trama.Jobs;
using Trama.Jobs.Compare;

namespace Trama.Cli.Commands;

/// <summary>What `trama compare` was asked for, checked as far as words alone can be: names, numbers, and what goes with what.</summary>
/// <param name="Plan">What to measure; the engine checks the inputs themselves.</param>
/// <param name="Json">Where the envelope goes: a file, "-" for stdout, or null for nowhere.</param>
internal sealed record CompareArguments(ComparePlan Plan, string? Json)
{
    /// <summary>Reads the parsed words.</summary>
    /// <exception cref="CliException">A value is missing, repeated or out of range, or two options don't go together.</exception>
    /// <exception cref="JobException">A workload or a model has a name that is not known.</exception>
    public static CompareArguments From(Words words, CompareSymbols symbols, Errors errors)
    {
        var named = words.Of(symbols.Words);
        var method = MethodFrom(words, symbols, errors);
        if (method is not null && named.Count > 0)
            throw errors.WorkloadWithAssembly(named[0]);
        if (named.Count > 0 && !WorkloadNames.All.Contains(named[0]))
            throw JobErrors.UnknownWorkload(named[0], WorkloadNames.All);

        var defaults = new ComparePlan();
        return new(
            defaults with
            {
                Workloads = [.. named.Take(1)],
                Inputs = [.. named.Skip(1)],
                Models = ModelsFrom(words, symbols),
                Workers = words.Number(symbols.Workers, 1, ComparePlan.MaxWorkers),
                Rounds = words.Number(symbols.Rounds, ComparePlan.MinRounds, ComparePlan.MaxRounds) ?? defaults.Rounds,
                Seed = words.Number(symbols.Seed, int.MinValue, int.MaxValue) ?? defaults.Seed,
                Method = method,
                FetchTimeout = words.Number(symbols.Timeout, 1, ComparePlan.MaxFetchSeconds) is { } seconds
                    ? TimeSpan.FromSeconds(seconds)
                    : defaults.FetchTimeout,
                Connections = words.Number(symbols.Connections, 1, ComparePlan.MaxConnections),
                Rate = words.Number(symbols.Rate, 1, ComparePlan.MaxRate),
            },
            words.Value(symbols.Json));
    }

    private static UserMethodPlan? MethodFrom(Words words, CompareSymbols symbols, Errors errors)
    {
        string? assembly = words.Value(symbols.Assembly), method = words.Value(symbols.Method), inputs = words.Value(symbols.Inputs);
        if (assembly is null && method is null && inputs is null)
            return null;
        foreach (var (value, option) in new[] { (assembly, symbols.Assembly), (method, symbols.Method), (inputs, symbols.Inputs) })
        {
            if (value is null)
                throw errors.OptionNeedsOption((assembly is not null ? symbols.Assembly : method is not null ? symbols.Method : symbols.Inputs).Name, option.Name);
        }
        return new(assembly!, method!, inputs!);
    }

    private static IReadOnlyList<string> ModelsFrom(Words words, CompareSymbols symbols)
    {
        if (words.Value(symbols.Models) is not { } list)
            return ModelNames.All;
        var models = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var model in models.DefaultIfEmpty(list))
        {
            if (!ModelNames.All.Contains(model))
                throw JobErrors.UnknownModel(model, ModelNames.All);
        }
        // In the order of the table, and each once, however they were named.
        return [.. ModelNames.All.Where(models.Contains)];
    }
}
