using System.Runtime.ExceptionServices;
using Trama.Cli.Rendering;
using Trama.Cli.Rendering.Json;
using Trama.Jobs;
using Trama.Jobs.Engine;
using Trama.Jobs.Files;

namespace Trama.Cli.Commands.Jobs;

/// <summary>
/// Runs a job for a person: data on standard output (the job's own lines, or JSON lines), progress, what failed and the summary on standard
/// error, the exit code. The same for every job.
/// </summary>
internal sealed class JobCommand<TInput, TResult>(Session session, Job<TInput, TResult> job, JobWishes wishes, JobView<TInput, TResult> view)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    private readonly JobProgressLine _progress = new(session, job.Name, job.WeighsBytes, TimeProvider.System);
    private readonly JobReport _report = new(session);
    private ExceptionDispatchInfo? _fault;
    private bool _readerIsGone;

    /// <summary>Runs to the end and gives the exit code.</summary>
    public async Task<int> RunAsync()
    {
        // Longer than the engine's own patience with what runs: it ends by itself, unless something is stuck.
        using var interrupts = new Interrupts(_progress.Abandon, wishes.Options.Grace + TimeSpan.FromSeconds(5));
        interrupts.OnFirst = () => _progress.Tell(session.Texts["job.stopping"]);
        using var json = new JobLines<TInput, TResult>(session, wishes.Json, job, _progress.Beside);
        // One of the two has standard output.
        var lines = new LineBuffer(bytes => _progress.Beside(() => session.Terminal.WriteBytes(bytes)));
        if (json.TakesStandardOutput) lines = new LineBuffer(static _ => { });
        try
        {
            return wishes.DryRun ? await ForecastAsync(json, lines, interrupts.Token) : await RunAsync(json, lines, interrupts);
        }
        catch (OperationCanceledException) when (interrupts.ExitCode is { } code)
        {
            return code;
        }
    }

    private async Task<int> RunAsync(JobLines<TInput, TResult> json, LineBuffer lines, Interrupts interrupts)
    {
        var run = new JobRun<TInput, TResult>(job, wishes.Options)
        {
            OnNotice = notice => _progress.Beside(() => session.Say(session.Notes.Sentence(notice))),
            OnItem = end => Output(interrupts, () =>
            {
                view.Show(end, lines);
                json.Add(end);
            }),
        };
        JobSummary summary;
        await using (new Timer(_ => Tick(run, json, lines, interrupts), null, Beat, Beat))
            summary = await run.RunAsync(interrupts.Token);
        Output(interrupts, () =>
        {
            view.Finish(summary, lines);
            lines.Flush();
            json.End(summary, view.Details(summary));
        });
        _fault?.Throw();
        _progress.End();
        _report.Show(summary, view.Summarize(summary));
        return _readerIsGone ? ExitCode.Done : _report.CodeOf(summary, interrupts.ExitCode);
    }

    private async Task<int> ForecastAsync(JobLines<TInput, TResult> json, LineBuffer lines, CancellationToken cancellationToken)
    {
        var run = new JobRun<TInput, TResult>(job, wishes.Options) { OnNotice = notice => session.Say(session.Notes.Sentence(notice)) };
        var forecast = await run.ForecastAsync(cancellationToken);
        var summary = forecast.Summary;
        foreach (var item in forecast.ToDo)
        {
            lines.Add(RawNames.Encode((item.Output is null ? item.Key : $"{item.Key} -> {item.Output}") + "\n"));
            json.AddPlanned(item.Key, "planned", item.Output, null);
        }
        foreach (var item in forecast.Skipped) json.AddPlanned(item.Key, "skipped", item.Output, null);
        foreach (var refused in summary.Failures) json.AddPlanned(refused.Key, "failed", null, refused.Error);
        lines.Flush();
        json.End(summary, view.Details(summary));
        _report.Show(summary.Failures);
        session.Say(session.Texts.Format(
            "job.forecast", ("todo", session.Numbers.Count(forecast.ToDo.Count)), ("skipped", session.Numbers.Count(summary.Skipped)),
            ("failed", session.Numbers.Count(summary.Failed))));
        return _report.CodeOf(summary, interrupted: null);
    }

    // Between items a reader gets what there is, and the line of progress moves.
    private void Tick(JobRun<TInput, TResult> run, JobLines<TInput, TResult> json, LineBuffer lines, Interrupts interrupts) => Output(interrupts, () =>
    {
        lines.Flush();
        json.Flush();
        _progress.Show(run.Progress);
    });

    // A reader who left ends the run quietly, output that takes no more ends it with the reason; both only once what runs has finished.
    private void Output(Interrupts interrupts, Action write)
    {
        try
        {
            if (!_readerIsGone && _fault is null) write();
        }
        catch (ClosedPipeException)
        {
            _readerIsGone = true;
            interrupts.Stop();
        }
        catch (Exception cause) when (cause is IOException or CliException)
        {
            _fault = ExceptionDispatchInfo.Capture(cause);
            interrupts.Stop();
        }
    }
}
