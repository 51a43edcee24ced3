using Trama.Jobs.Engine;
using Trama.Jobs.Hash;

namespace Trama.Cli.Commands.Hash;

/// <summary>How fast a run was, and whether it waited for the disk or for the processor.</summary>
internal sealed class HashSpeed(Session session)
{
    // Below that a rate is the cost of beginning.
    private const long Telling = 1_000_000;

    private double _readUs;
    private double _hashUs;
    private long _bytes;

    public void Add(ItemStatus status, HashResult? result)
    {
        if (status != ItemStatus.Done || result is null) return;
        _readUs += result.ReadUs;
        _hashUs += result.HashUs;
        _bytes += result.Bytes;
    }

    /// <summary>1.2 GB in 3.1 s, 390 MB/s; the limit was the processor. Null when too little was read to tell.</summary>
    public string? Sentence(JobSummary summary) => _bytes < Telling ? null : session.Texts.Format(
        IsDiskBound ? "hash.speed-disk" : "hash.speed-cpu", ("size", session.Numbers.Size(_bytes)),
        ("rate", session.Numbers.Size(_bytes / Math.Max(1e-6, summary.RanSeconds)) + "/s"));

    /// <summary>The same as data.</summary>
    public IReadOnlyDictionary<string, object> Details(JobSummary summary) => new Dictionary<string, object>
    {
        ["bytes"] = _bytes,
        ["bytes_per_s"] = _bytes / Math.Max(1e-6, summary.RanSeconds),
        ["read_s"] = _readUs / 1e6,
        ["hash_s"] = _hashUs / 1e6,
        ["limit"] = IsDiskBound ? "disk" : "cpu",
    };

    private bool IsDiskBound => _readUs > _hashUs;
}
