using Trama.Cli.Commands.Jobs;
using Trama.Cli.Rendering;
using Trama.Jobs.Engine;
using Trama.Jobs.Hash;

namespace Trama.Cli.Commands.Hash;

/// <summary>A line a file, as GNU's or BSD's sums write it.</summary>
internal sealed class HashView(Session session, string algorithm, bool isTagged) : JobView<HashInput, HashResult>
{
    private readonly LinesInOrder _order = new();
    private readonly HashSpeed _speed = new(session);

    public override void Show(ItemEnd<HashInput, HashResult> end, LineBuffer lines)
    {
        _speed.Add(end.Status, end.Result);
        _order.Add(end.Place, end.Result is { } result ? Line(new(algorithm, result.Digest, end.Key)) : [], lines);
    }

    public override void Finish(JobSummary summary, LineBuffer lines) => _order.Finish(lines);

    public override string? Summarize(JobSummary summary) => HashSummary.Of(session, summary, _speed);

    public override IReadOnlyDictionary<string, object> Details(JobSummary summary) => _speed.Details(summary);

    private byte[] Line(DigestLine line) => isTagged ? line.ToBsd() : line.ToGnu();
}
