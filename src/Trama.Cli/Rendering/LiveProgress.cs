using System.Diagnostics;
using Spectre.Console;
using Trama.Cli.Resources;
using Trama.Jobs.Compare;

namespace Trama.Cli.Rendering;

/// <summary>
/// Progress drawn in place: a bar per workload, the model that runs, the time left. It has no timer of its own: a clock that redraws
/// ten times a second would take part in every measurement.
/// </summary>
internal sealed class LiveProgress : IProgressView
{
    private readonly IAnsiConsole _console;
    private readonly Catalogue _texts;
    private readonly HumanNumbers _numbers;
    private readonly Notes _notes;
    private readonly Dictionary<string, ProgressTask> _bars = [];
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private ProgressContext? _context;
    private Task _drawing = Task.CompletedTask;
    private int _rounds;

    public LiveProgress(IAnsiConsole console, Catalogue texts, HumanNumbers numbers, Notes notes)
    {
        _console = console;
        _texts = texts;
        _numbers = numbers;
        _notes = notes;
    }

    public void Show(CompareProgress progress)
    {
        switch (progress)
        {
            case CompareProgress.Started started:
                Start(started);
                break;
            case CompareProgress.Warned warned:
                Tell(_notes.Sentence(warned.Notice));
                break;
            case CompareProgress.RoundStarted round:
                Describe(round);
                break;
            case CompareProgress.RoundEnded round:
                _bars[round.Workload].Increment(1);
                break;
            case CompareProgress.ModelFailed failed:
                Tell(_texts.Format("compare.failed", ("model", failed.Model), ("why", _notes.Sentence(failed.Reason))));
                break;
            case CompareProgress.WorkloadEnded ended:
                End(ended.Report.Workload);
                break;
        }
    }

    public void Tell(string line) => _console.WriteLine(line);

    public void Dispose()
    {
        _end.TrySetResult();
        try
        {
            _drawing.GetAwaiter().GetResult();
        }
        catch (ClosedPipeException)
        {
            // Nobody looks any more; the bars need no clean end.
        }
    }

    private void Start(CompareProgress.Started started)
    {
        _rounds = started.Rounds;
        var width = Math.Clamp(_console.Profile.Width - 60, 10, 40);
        var ready = new TaskCompletionSource<ProgressContext>();
        _drawing = _console.Progress().AutoRefresh(false).AutoClear(true).HideCompleted(false)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = width },
                new PercentageColumn())
            .StartAsync(context =>
            {
                ready.SetResult(context);
                return _end.Task;
            });
        _context = ready.Task.GetAwaiter().GetResult();
        foreach (var workload in started.Workloads)
            _bars[workload] = _context.AddTask(workload, maxValue: (double)started.TotalRounds / started.Workloads.Count);
        _context.Refresh();
    }

    private void Describe(CompareProgress.RoundStarted round)
    {
        var left = round.Done == 0 ? "" : _texts.Format(
            "progress.left", ("time", _numbers.About(_clock.Elapsed.TotalSeconds / round.Done * (round.Total - round.Done))));
        var text = _texts.Format(
            "progress.running", ("workload", round.Workload), ("round", _numbers.Count(round.Round)), ("rounds", _numbers.Count(_rounds)),
            ("model", round.Model)) + left;
        _bars[round.Workload].Description = Markup.Escape(text);
        _context?.Refresh();
    }

    private void End(string workload)
    {
        var bar = _bars[workload];
        bar.Description = Markup.Escape(workload);
        bar.Value = bar.MaxValue;
        _context?.Refresh();
    }
}
