using Spectre.Console;
using Trama.Cli.Resources;
using Trama.Jobs.Doctor;

namespace Trama.Cli.Rendering;

/// <summary>What `trama doctor` finds, for a person: a line per check as it ends, with its time, and the verdict.</summary>
internal sealed class DoctorView(IAnsiConsole console, Catalogue texts, HumanNumbers numbers, Notes notes) : IProgress<CheckReport>
{
    private const int TimeWidth = 7;
    private const int NarrowestSentence = 40;
    private const string BelowIndent = "    ";

    private static readonly CheckStatus[] Statuses = Enum.GetValues<CheckStatus>();

    // Columns as wide as their widest word in this language.
    private readonly int _statusWidth = Statuses.Max(status => texts[Key(status)].Length);
    private readonly int _nameWidth = texts.Keys.Where(key => key.StartsWith("check.", StringComparison.Ordinal)).Max(key => texts[key].Length);

    public void Report(CheckReport value)
    {
        var status = texts[Key(value.Status)].PadRight(_statusWidth);
        var name = texts["check." + value.Name].PadRight(_nameWidth);
        var time = numbers.Duration(value.TookSeconds).PadLeft(TimeWidth);
        console.Write(new Text(status, StyleOf(value.Status)));
        console.Write($"  {name}  {time}");
        // Beside its time, or where that leaves a column too narrow to read, below it.
        var indent = _statusWidth + _nameWidth + TimeWidth + 6;
        var isBeside = console.Profile.Width - indent >= NarrowestSentence;
        if (!isBeside)
            console.WriteLine();
        var lead = isBeside ? "  " : BelowIndent;
        foreach (var row in Wrapping.Rows(notes.Sentence(value.Finding), console.Profile.Width - (isBeside ? indent : BelowIndent.Length)))
        {
            console.WriteLine(lead + row);
            lead = isBeside ? new string(' ', indent) : BelowIndent;
        }
    }

    public void ShowVerdict(DoctorReport report)
    {
        var worst = !report.Fine ? CheckStatus.Failed
            : report.Checks.Any(check => check.Status == CheckStatus.Warning) ? CheckStatus.Warning
            : CheckStatus.Ok;
        var key = worst switch { CheckStatus.Failed => "doctor.ill", CheckStatus.Warning => "doctor.warned", _ => "doctor.fine" };
        console.WriteLine();
        foreach (var row in Wrapping.Rows("→ " + texts[key], console.Profile.Width))
        {
            console.Write(new Text(row, StyleOf(worst).Decoration(Decoration.Bold)));
            console.WriteLine();
        }
    }

    private static string Key(CheckStatus status) => "status." + DoctorWords.Of(status);

    private static Style StyleOf(CheckStatus status) => status switch
    {
        CheckStatus.Ok => new Style(Color.Green),
        CheckStatus.Warning => new Style(Color.Yellow),
        CheckStatus.Failed => new Style(Color.Red),
        _ => new Style(decoration: Decoration.Dim),
    };
}
