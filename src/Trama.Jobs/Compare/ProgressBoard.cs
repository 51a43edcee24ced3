namespace Trama.Jobs.Compare;

/// <summary>Counts the rounds that are behind, and hands everything on to whoever shows it.</summary>
internal sealed class ProgressBoard(IProgress<CompareProgress>? listener, int total)
{
    /// <summary>Rounds that ran, failed or were given up.</summary>
    public int Done { get; private set; }

    public int Total { get; } = total;

    /// <summary>Puts <paramref name="rounds"/> behind.</summary>
    public void Pass(int rounds) => Done += rounds;

    public void Report(CompareProgress progress) => listener?.Report(progress);
}
