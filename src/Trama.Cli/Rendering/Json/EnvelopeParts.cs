using Trama.Cli.Resources;
using Trama.Jobs;

namespace Trama.Cli.Rendering.Json;

/// <summary>The parts that every command's envelope has.</summary>
internal sealed class EnvelopeParts
{
    private readonly Notes _notes = new(Catalogue.Load(Language.English), new HumanNumbers(Language.English));

    public static MachineJson Of(MachineInfo machine) => new(
        machine.Os, machine.Architecture, machine.Cpu, machine.Cores, machine.MemoryBytes, machine.Runtime, machine.Version);

    public NoticeJson Of(Notice notice) => new(notice.Code, _notes.Sentence(notice), DetailsOf(notice)!);

    public string? TextOf(Notice? notice) => notice is null ? null : _notes.Sentence(notice);

    /// <summary>The serializer knows string, long, double and string[]; lists of any other make become arrays.</summary>
    public static Dictionary<string, object>? DetailsOf(Notice? notice)
        => notice is null ? null : DetailsOf(notice.Details);

    /// <summary>The same of an error's data.</summary>
    public static Dictionary<string, object> DetailsOf(IReadOnlyDictionary<string, object> details)
        => details.ToDictionary(pair => pair.Key, pair => pair.Value is IEnumerable<string> many ? many.ToArray() : pair.Value);
}
