using Trama.Cli.Commands.Jobs;
using Trama.Cli.Rendering;
using Trama.Jobs.Engine;
using Trama.Jobs.Hash;

namespace Trama.Cli.Commands.Hash;

/// <summary>Only files whose content another has too: groups of GNU's lines, an empty line between them, the largest files first.</summary>
internal sealed class DuplicatesView(Session session, string algorithm) : JobView<HashInput, HashResult>
{
    private readonly Dictionary<string, List<(int Place, string Name, HashResult Result)>> _files = new(StringComparer.Ordinal);
    private readonly HashSpeed _speed = new(session);
    private int _groups;
    private long _spared;

    public override void Show(ItemEnd<HashInput, HashResult> end, LineBuffer lines)
    {
        _speed.Add(end.Status, end.Result);
        if (end.Result is not { } result) return;
        if (!_files.TryGetValue(result.Digest, out var same)) _files.Add(result.Digest, same = []);
        same.Add((end.Place, end.Key, result));
    }

    public override void Finish(JobSummary summary, LineBuffer lines)
    {
        foreach (var group in _files.Values.Where(same => same.Count > 1).OrderByDescending(same => same[0].Result.Bytes).ThenBy(same => same.Min(file => file.Place)))
        {
            if (_groups++ > 0) lines.Add((byte)'\n');
            foreach (var file in group.OrderBy(file => file.Place)) lines.Add(new DigestLine(algorithm, file.Result.Digest, file.Name).ToGnu());
            _spared += group[0].Result.Bytes * (group.Count - 1);
        }
    }

    public override string? Summarize(JobSummary summary) => HashSummary.Of(session, summary, _speed) + " " + session.Texts.Format(
        "hash.duplicates", ("groups", session.Numbers.Count(_groups)), ("size", session.Numbers.Size(_spared)));

    public override IReadOnlyDictionary<string, object> Details(JobSummary summary) => new Dictionary<string, object>(_speed.Details(summary))
    {
        ["duplicate_groups"] = (long)_groups,
        ["duplicate_bytes"] = _spared,
    };
}
