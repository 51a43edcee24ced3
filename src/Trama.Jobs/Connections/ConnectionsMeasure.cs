using Trama.Jobs.Compare.Judging;
using Trama.Jobs.Connections.Client;

namespace Trama.Jobs.Connections;

/// <summary>What a server of many connections is judged by, of one round, or the medians of several.</summary>
internal sealed record ConnectionsMeasure
{
    /// <summary>Connections that were open at the same time, each answered.</summary>
    public required int Held { get; init; }

    /// <summary>As fast as they went, one under way on each connection.</summary>
    public required double RoundTripsPerSecond { get; init; }

    /// <summary>The server's processor time for one of them; null where the system does not tell.</summary>
    public required double? CpuMicroseconds { get; init; }

    /// <summary>Round trips begun a second for the latencies below.</summary>
    public required int RatePerSecond { get; init; }

    /// <summary>From the moment at which a round trip was to begin to the end of its answer, in seconds.</summary>
    public required double P50Seconds { get; init; }

    /// <inheritdoc cref="P50Seconds"/>
    public required double P99Seconds { get; init; }

    /// <summary>The server's memory over what it had while idle, for each connection; null where the system does not tell.</summary>
    public required double? UserBytesEach { get; init; }

    /// <summary>The kernel's own memory for each connection's end, from the growth of its tables: an estimate; null where not told.</summary>
    public required double? KernelBytesEach { get; init; }

    public static ConnectionsMeasure Of(LoadAnswer answer, int rate) => new()
    {
        Held = answer.Held,
        RoundTripsPerSecond = answer.RoundTripsPerSecond,
        CpuMicroseconds = answer.CpuMicroseconds,
        RatePerSecond = rate,
        P50Seconds = answer.P50Microseconds / 1e6,
        P99Seconds = answer.P99Microseconds / 1e6,
        UserBytesEach = answer.UserBytes,
        KernelBytesEach = answer.KernelBytes,
    };

    /// <summary>The medians of rounds; null when none measured connections.</summary>
    public static ConnectionsMeasure? MedianOf(IEnumerable<ConnectionsMeasure?> rounds)
    {
        ConnectionsMeasure[] measured = [.. rounds.OfType<ConnectionsMeasure>()];
        return measured.Length == 0 ? null : measured[0] with
        {
            Held = (int)Median.Of(measured.Select(round => (double)round.Held)),
            RoundTripsPerSecond = Median.Of(measured.Select(round => round.RoundTripsPerSecond)),
            CpuMicroseconds = MedianOf(measured, round => round.CpuMicroseconds),
            P50Seconds = Median.Of(measured.Select(round => round.P50Seconds)),
            P99Seconds = Median.Of(measured.Select(round => round.P99Seconds)),
            UserBytesEach = MedianOf(measured, round => round.UserBytesEach),
            KernelBytesEach = MedianOf(measured, round => round.KernelBytesEach),
        };
    }

    private static double? MedianOf(ConnectionsMeasure[] rounds, Func<ConnectionsMeasure, double?> value)
    {
        double[] told = [.. rounds.Select(value).OfType<double>()];
        return told.Length == 0 ? null : Median.Of(told);
    }
}
