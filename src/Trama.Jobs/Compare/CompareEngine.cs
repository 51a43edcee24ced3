namespace Trama.Jobs.Compare;

/// <summary>
/// Runs the same work under every model, each round of each model in a fresh child process, in seeded random order, and judges.
/// Prints nothing. One instance may run one plan at a time.
/// </summary>
/// <param name="program">How to start this program again for a round; null: as it was started itself.</param>
internal sealed class CompareEngine(RoundProgram? program = null)
{
    private readonly RoundProgram _program = program ?? RoundProgram.Own();

    /// <summary>Checks <paramref name="plan"/>, runs it and reports.</summary>
    /// <param name="plan">What to compare.</param>
    /// <param name="progress">Told what goes on; see <see cref="CompareProgress"/>.</param>
    /// <param name="cancellationToken">Kills what runs, with its children, and ends in <see cref="OperationCanceledException"/> when nothing is left.</param>
    /// <exception cref="JobException">The plan can't be met, an item failed, or checksums differ; nothing is left running.</exception>
    public Task<CompareReport> RunAsync(
        ComparePlan plan, IProgress<CompareProgress>? progress = null, CancellationToken cancellationToken = default)
        => throw new NotImplementedException(_program.FileName + plan + progress + cancellationToken);
}
