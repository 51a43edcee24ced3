using Trama.Jobs.Engine;

namespace Trama.Cli.Commands.Jobs;

/// <summary>What a person is told at a job's end: what failed, what came of it, and how to go on.</summary>
internal sealed class JobReport(Session session)
{
    // More would push the summary off the screen; all are in the JSON lines.
    private const int MostListed = 20;

    public void Show(JobSummary summary, string? sentence)
    {
        Show(summary.Failures);
        session.Say(sentence ?? session.Texts.Format(
            "job.summary", ("done", Count(summary.Done)), ("skipped", Count(summary.Skipped)), ("failed", Count(summary.Failed)),
            ("took", session.Numbers.Duration(summary.TookSeconds))));
        if (summary.Reason is { } reason)
        {
            var error = session.Errors.From(reason);
            session.Terminal.Error.WriteLine($"trama: {error.Message} ({error.Id})");
        }
        if (summary.Ending == JobEnding.TooManyErrors) session.Terminal.Error.WriteLine(session.Texts["job.too-many-errors"]);
        if (summary.Left > 0) session.Say(session.Texts.Format(summary.Ending == JobEnding.Impossible ? "job.left-once-mended" : "job.left", ("left", Count(summary.Left))));
        else if (summary.Ending == JobEnding.Stopped) session.Say(session.Texts["job.stopped-early"]);
    }

    /// <summary>What failed, each with its reason; quiet or not.</summary>
    public void Show(IReadOnlyList<RefusedItem> failures)
    {
        foreach (var failure in failures.Take(MostListed))
        {
            var error = session.Errors.From(failure.Error);
            session.Terminal.Error.WriteLine($"trama: {error.Message} ({error.Id})");
        }
        if (failures.Count > MostListed)
            session.Terminal.Error.WriteLine(session.Texts.Format("job.more-failed", ("count", Count(failures.Count - MostListed))));
    }

    public int CodeOf(JobSummary summary, int? interrupted) => summary.Ending switch
    {
        JobEnding.Impossible => session.Errors.From(summary.Reason!).ExitCode,
        JobEnding.Stopped => interrupted ?? ExitCode.Done,
        JobEnding.TooManyErrors => ExitCode.Unfinished,
        JobEnding.CannotWrite => ExitCode.InputOutput,
        JobEnding.PoolGaveUp => ExitCode.PoolGaveUp,
        _ when summary.Failed > 0 => ExitCode.SomeFailed,
        JobEnding.Planned => ExitCode.Done,
        _ => summary.Left > 0 ? ExitCode.Unfinished : ExitCode.Done,
    };

    private string Count(int number) => session.Numbers.Count(number);
}
