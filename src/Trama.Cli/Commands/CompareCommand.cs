using Trama.Cli.Rendering;
using Trama.Cli.Rendering.Json;
using Trama.Jobs.Compare;

namespace Trama.Cli.Commands;

/// <summary>
/// `trama compare`: tells at once that it has begun, measures, and shows what was found. The tables are the product and go to standard
/// output, unless the envelope goes there: then they go to standard error.
/// </summary>
internal sealed class CompareCommand(Session session, CompareArguments arguments)
{
    private readonly List<WorkloadReport> _finished = [];
    private readonly JsonOutput _json = new(session, arguments.Json);

    private bool NobodyReads => (!_json.IsWanted || _json.TakesStandardOutput) && session.Terminal.OutIsClosed;

    /// <summary>Runs to the end and gives the exit code.</summary>
    public async Task<int> RunAsync()
    {
        // Before the first line: whoever sees it may press Ctrl-C.
        using var interrupts = new Interrupts(RestoreTerminal);
        session.Say(FirstLine());
        _json.Probe();
        using var progress = CreateProgress();
        interrupts.OnFirst = () => progress.Tell(session.Texts["compare.stopping"]);
        var watcher = new Watcher(this, progress, interrupts);
        try
        {
            var report = await new CompareEngine().RunAsync(arguments.Plan, watcher, interrupts.Token);
            progress.Dispose();
            return Finish(report);
        }
        catch (OperationCanceledException) when (interrupts.ExitCode is { } code)
        {
            progress.Dispose();
            ShowFinished();
            return code;
        }
        catch (OperationCanceledException) when (interrupts.Token.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
    }

    private string FirstLine()
    {
        var plan = arguments.Plan;
        var what = plan.Method is { } method ? method.Method
            : session.Notes.List(plan.Workloads.Count > 0 ? plan.Workloads : WorkloadNames.Default);
        return session.Texts.Format(
            "compare.first", ("what", what), ("models", session.Notes.List(plan.Models)), ("rounds", session.Numbers.Count(plan.Rounds)));
    }

    private IProgressView CreateProgress()
    {
        var terminal = session.Terminal;
        if (session.Quiet)
            return new SilentProgress();
        if (!terminal.CanAnimate)
            return new PlainProgress(terminal.Error, session.Texts, session.Numbers, session.Notes);
        var console = Consoles.Create(
            terminal.Error, terminal.Width(isTerminal: true), terminal.UseColor(session.Color, isTerminal: true), animate: true);
        return new LiveProgress(console, session.Texts, session.Numbers, session.Notes);
    }

    private int Finish(CompareReport report)
    {
        // The file first: it is for good, and a reader of the tables may leave at any time.
        if (_json.IsWanted)
            _json.Write(CompareJson.Write(report));
        if (!(_json.TakesStandardOutput && session.Quiet))
            Show(view => view.Show(report));
        _json.Tell();
        return report.SomeFailed ? ExitCode.SomeFailed : ExitCode.Done;
    }

    private void ShowFinished()
    {
        if (_finished.Count > 0 && !(_json.TakesStandardOutput && session.Quiet))
        {
            Show(view =>
            {
                foreach (var workload in _finished)
                    view.Show(workload);
            });
        }
        session.Say(session.Texts[_finished.Count > 0 ? "compare.interrupted" : "compare.interrupted-early"]);
        if (_json.IsWanted)
            session.Say(session.Texts["json.none"]);
    }

    private void Show(Action<CompareView> show)
    {
        var terminal = session.Terminal;
        var isTerminal = _json.TakesStandardOutput ? terminal.ErrorIsTerminal : terminal.OutIsTerminal;
        var console = Consoles.Create(
            _json.TakesStandardOutput ? terminal.Error : terminal.Out, terminal.Width(isTerminal), terminal.UseColor(session.Color, isTerminal));
        show(new CompareView(console, session.Texts, session.Numbers, session.Notes));
    }

    // Bars hide the cursor while they move.
    private void RestoreTerminal()
    {
        if (session.Terminal.CanAnimate && !session.Quiet)
            session.Terminal.Error.Write("\u001b[?25h\n");
    }

    /// <summary>Passes the engine's progress on, keeps the workloads that are done, and stops for a reader who has left.</summary>
    private sealed class Watcher(CompareCommand command, IProgressView view, Interrupts interrupts) : IProgress<CompareProgress>
    {
        private bool _viewIsGone;

        public void Report(CompareProgress value)
        {
            if (value is CompareProgress.WorkloadEnded ended)
                command._finished.Add(ended.Report);
            // Measuring for two minutes for nobody would be rude; with a file to write, somebody still waits.
            if (command.NobodyReads)
                interrupts.Stop();
            try
            {
                if (!_viewIsGone)
                    view.Show(value);
            }
            catch (ClosedPipeException)
            {
                _viewIsGone = true;
            }
        }
    }
}
