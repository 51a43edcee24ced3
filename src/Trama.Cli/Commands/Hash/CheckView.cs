using Trama.Cli.Commands.Jobs;
using Trama.Cli.Rendering;
using Trama.Jobs;
using Trama.Jobs.Engine;
using Trama.Jobs.Files;
using Trama.Jobs.Hash;

namespace Trama.Cli.Commands.Hash;

/// <summary>A line a file, in the words of GNU's sums, which are data and never translated; quiet: only those that failed.</summary>
internal sealed class CheckView(Session session) : JobView<CheckInput, HashResult>
{
    private readonly LinesInOrder _order = new();
    private readonly HashSpeed _speed = new(session);

    public override void Show(ItemEnd<CheckInput, HashResult> end, LineBuffer lines)
    {
        _speed.Add(end.Status, end.Result);
        _order.Add(end.Place, end.Item is { } item ? Line(item, end) : [], lines);
    }

    public override void Finish(JobSummary summary, LineBuffer lines) => _order.Finish(lines);

    public override string? Summarize(JobSummary summary) => HashSummary.Of(session, summary, _speed);

    public override IReadOnlyDictionary<string, object> Details(JobSummary summary) => _speed.Details(summary);

    private byte[] Line(JobItem<CheckInput> item, ItemEnd<CheckInput, HashResult> end)
    {
        if (end.Status != ItemStatus.Failed && session.Quiet) return [];
        var verdict = end.Status != ItemStatus.Failed ? ": OK\n"u8
            : end.Error!.Id == JobErrors.DigestDiffersId ? ": FAILED\n"u8
            : ": FAILED open or read\n"u8;
        return [.. DigestLine.NameOf(RawNames.Decode(item.Input.Path)), .. verdict];
    }
}
