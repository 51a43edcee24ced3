using System.Security.Cryptography;
using System.Text;
using Trama.Jobs.Engine.Journal;
using Trama.Jobs.Files;

namespace Trama.Jobs.Engine.Running;

/// <summary>A plan held against a journal: what is to be done, what an earlier run did, and what this run was told to leave.</summary>
internal sealed class Worklist<TInput>
{
    private readonly IReadOnlyDictionary<string, JournalRow> _rows;
    private readonly string _settings;
    private readonly IReadOnlyDictionary<string, MadeFrom>? _made;

    /// <param name="plan">What the planner listed.</param>
    /// <param name="rows">What the journal knows.</param>
    /// <param name="settings">The job's settings.</param>
    /// <param name="onlyFailed">Whether only what failed before is to be done.</param>
    /// <param name="overwrite">Whether any file may be replaced.</param>
    /// <param name="made">The files that earlier runs have made, each with what it is made from; null: that is not known, and any may be replaced.</param>
    public Worklist(
        JobPlan<TInput> plan, IReadOnlyDictionary<string, JournalRow> rows, string settings, bool onlyFailed, bool overwrite,
        IReadOnlyDictionary<string, MadeFrom>? made)
    {
        _made = made;
        _rows = rows;
        Refused = [.. plan.Refused];
        _settings = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings)))[..16];
        foreach (var (place, item) in plan.Items.Index())
        {
            if (Unchanged(item) is { } row) Skipped.Add((item, place, row));
            else if (onlyFailed && rows.GetValueOrDefault(item.Key) is not { IsDone: false }) continue;
            else if (!overwrite && InTheWay(item) is { } reason) Refused.Add(new(item.Key, reason));
            else ToDo.Add(new(item, place));
        }
    }

    /// <summary>What can't be begun: refused by the planner, or because its place is taken by a file that was not made from it.</summary>
    public List<RefusedItem> Refused { get; }

    public List<Try<TInput>> ToDo { get; private set; } = [];

    public List<(JobItem<TInput> Item, int Place, JournalRow Row)> Skipped { get; } = [];

    /// <summary>
    /// The files that are to be made where there is none now, each with what it is made from. One that is there stays what it is until it is
    /// replaced: whatever comes between, the journal must not say otherwise.
    /// </summary>
    public IEnumerable<(string Path, string? Source)> NewOutputs()
        => ToDo.Where(next => next.Item.Output is { } output && IsMissing(output)).Select(next => (next.Item.Output!, next.Item.Source));

    /// <summary>Puts what is to be done in order of effort; of equal ones the plan's first stays first.</summary>
    public void BeginWithLongest() => ToDo = [.. ToDo.OrderByDescending(next => next.Item.Effort)];

    /// <summary>The state of the input together with the settings; null when the input's can't be told.</summary>
    public string? IdentityOf(string? identity) => identity is not null ? $"{_settings}|{identity}" : null;

    private JobException? InTheWay(JobItem<TInput> item)
    {
        if (item.Output is not { } output || _made is null || IsMissing(output)) return null;
        if (Maker(item) is not { } from) return JobErrors.OutputExists(item.Key, output);
        if (from.Is(item.Source)) return null;
        return from.Path is { } source ? JobErrors.OutputOfOther(item.Key, output, source) : JobErrors.OutputExists(item.Key, output);
    }

    private MadeFrom? Maker(JobItem<TInput> item) => item.Output is { } output ? _made?.GetValueOrDefault(output) : null;

    private static bool IsMissing(string output) => FileState.Of(output).Kind == FileKind.Missing;

    // An output that is gone, or has another size than it was left with (a power cut may do both), was not done.
    private JournalRow? Unchanged(JobItem<TInput> item)
        => _rows.GetValueOrDefault(item.Key) is { IsDone: true, Identity: { } identity, Result: not null } row
            && identity == IdentityOf(item.Identity)
            && Maker(item)?.Is(item.Source) != false
            && (item.Output is null || FileState.Of(item.Output) is { Kind: FileKind.Regular } output && output.Size == row.OutputBytes)
                ? row
                : null;
}
