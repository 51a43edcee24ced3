using Trama.Cli.Rendering;
using Trama.Cli.Rendering.Json;
using Trama.Jobs.Doctor;

namespace Trama.Cli.Commands;

/// <summary>
/// `trama doctor`: shows each check as it ends. What it finds is the product and goes to standard output, unless the envelope goes there.
/// </summary>
internal sealed class DoctorCommand(Session session, string? json)
{
    private readonly JsonOutput _json = new(session, json);

    /// <summary>Runs to the end and gives the exit code.</summary>
    public async Task<int> RunAsync()
    {
        // Before the first line: whoever sees it may press Ctrl-C.
        using var interrupts = new Interrupts(static () => { });
        interrupts.OnFirst = () => session.Say(session.Texts["doctor.stopping"]);
        session.Say(session.Texts["doctor.first"]);
        _json.Probe();
        var view = CreateView();
        try
        {
            var report = await DoctorEngine.RunAsync(view, interrupts.Token);
            _json.Write(DoctorJson.Write(report));
            view?.ShowVerdict(report);
            _json.Tell();
            return report.Fine ? ExitCode.Done : ExitCode.DependencyMissing;
        }
        catch (OperationCanceledException) when (interrupts.ExitCode is { } code)
        {
            session.Say(session.Texts["doctor.interrupted"]);
            if (_json.IsWanted)
                session.Say(session.Texts["json.none"]);
            return code;
        }
    }

    private DoctorView? CreateView()
    {
        if (_json.TakesStandardOutput && session.Quiet)
            return null;
        var terminal = session.Terminal;
        var (writer, isTerminal) = _json.TakesStandardOutput ? (terminal.Error, terminal.ErrorIsTerminal) : (terminal.Out, terminal.OutIsTerminal);
        var console = Consoles.Create(writer, terminal.Width(isTerminal), terminal.UseColor(session.Color, isTerminal));
        return new DoctorView(console, session.Texts, session.Numbers, session.Notes);
    }
}
