using Trama.Cli.Resources;
using Trama.Jobs.Compare;

namespace Trama.Cli.Rendering;

/// <summary>Progress as lines, for logs and pipes: one for each workload, and one for each round with what its models took.</summary>
internal sealed class PlainProgress(TextWriter error, Catalogue texts, HumanNumbers numbers, Notes notes) : IProgressView
{
    private readonly List<string> _round = [];
    private (string Workload, int Number) _current;
    private int _rounds;

    public void Show(CompareProgress progress)
    {
        switch (progress)
        {
            case CompareProgress.Started started:
                _rounds = started.Rounds;
                break;
            case CompareProgress.Warned warned:
                error.WriteLine(notes.Sentence(warned.Notice));
                break;
            case CompareProgress.WorkloadStarted workload:
                error.WriteLine($"{workload.Workload}: {notes.Sentence(workload.Input)}");
                break;
            case CompareProgress.RoundStarted round when _current != (round.Workload, round.Round):
                EndRound();
                _current = (round.Workload, round.Round);
                break;
            case CompareProgress.RoundEnded round:
                _round.Add($"{round.Model} {numbers.Duration(round.WallSeconds)}");
                break;
            case CompareProgress.ModelFailed failed:
                error.WriteLine(texts.Format("compare.failed", ("model", failed.Model), ("why", notes.Sentence(failed.Reason))));
                break;
            case CompareProgress.WorkloadEnded:
                EndRound();
                break;
        }
    }

    public void Tell(string line) => error.WriteLine(line);

    public void Dispose()
    {
    }

    private void EndRound()
    {
        if (_round.Count > 0)
        {
            error.WriteLine(texts.Format(
                "progress.round", ("workload", _current.Workload), ("round", numbers.Count(_current.Number)), ("rounds", numbers.Count(_rounds)),
                ("times", string.Join(", ", _round))));
        }
        _round.Clear();
    }
}
