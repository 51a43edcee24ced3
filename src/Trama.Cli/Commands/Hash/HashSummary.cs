using Trama.Jobs.Engine;

namespace Trama.Cli.Commands.Hash;

/// <summary>What came of hashing, for people.</summary>
internal static class HashSummary
{
    public static string Of(Session session, JobSummary summary, HashSpeed speed)
    {
        var numbers = session.Numbers;
        var text = session.Texts.Format(
            "hash.summary", ("done", numbers.Count(summary.Done)), ("skipped", numbers.Count(summary.Skipped)),
            ("failed", numbers.Count(summary.Failed)), ("took", numbers.Duration(summary.TookSeconds)));
        return speed.Sentence(summary) is { } more ? $"{text} {more}" : text;
    }
}
