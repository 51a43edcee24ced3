using Trama.Jobs.Connections;

namespace Trama.Jobs.Compare;

/// <summary>The raw values of one round of one model, measured inside its own child process.</summary>
internal sealed record RoundMeasure
{
    /// <summary>1-based.</summary>
    public required int Round { get; init; }

    /// <summary>1-based place of this model in the round's random order.</summary>
    public required int Order { get; init; }

    public required double WallSeconds { get; init; }

    /// <summary>Processor time between the first item and the last result: the round's process and its workers.</summary>
    public required double CpuSeconds { get; init; }

    /// <summary>
    /// The sum of the highest resident sizes (VmHWM) of the round's process and its workers over their whole lives. Pages that
    /// they share count once for each, and the peaks need not coincide: an upper bound.
    /// </summary>
    public required long PeakBytes { get; init; }

    /// <summary>By getrusage: the round's process over the measured run, plus its workers over their whole lives; null where the system does not tell.</summary>
    public required long? VoluntarySwitches { get; init; }

    /// <inheritdoc cref="VoluntarySwitches"/>
    public required long? InvoluntarySwitches { get; init; }

    /// <summary>From creating the executor until every worker was ready.</summary>
    public required double StartupSeconds { get; init; }

    /// <summary>Median round trip of a call that does nothing, microseconds.</summary>
    public required double CallMicroseconds { get; init; }

    /// <summary>What the workload connections measures besides; null for the others.</summary>
    public ConnectionsMeasure? Connections { get; init; }
}
