using System.Diagnostics;

namespace Trama.Jobs.Connections.Client;

/// <summary>
/// Round trips at a constant rate, begun whether or not earlier ones have ended (an open loop): each has a moment at which it is to begin,
/// and its latency counts from there. So a server that stands still for a while pays for all that should have begun meanwhile, as its
/// users would, instead of being asked less (coordinated omission).
/// </summary>
/// <param name="connections">Taken in turn.</param>
/// <param name="first">The first message's number.</param>
/// <param name="rate">Round trips a second.</param>
/// <param name="seconds">How long.</param>
internal sealed class ConstantRate(List<LoadConnection> connections, int first, int rate, int seconds)
{
    // The beat of the schedule: what falls between two beats is meant for the second. The loop's timers are as fine.
    private const int BeatsPerSecond = 1000;

    private readonly long[] _latencies = new long[rate * seconds];

    /// <summary>All latencies in microseconds, least first.</summary>
    public async Task<double[]> RunAsync(EventLoop loop, CancellationToken token)
    {
        var under = new List<Task>(_latencies.Length);
        using var beat = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / BeatsPerSecond), loop.TimeProvider);
        await beat.WaitForNextTickAsync(token);
        var start = Stopwatch.GetTimestamp();
        while (under.Count < _latencies.Length && await beat.WaitForNextTickAsync(token))
        {
            // To the nearest: the first beat may have come a little later after its time than this one.
            var beats = (((Stopwatch.GetTimestamp() - start) * BeatsPerSecond) + (Stopwatch.Frequency / 2)) / Stopwatch.Frequency;
            for (var due = Math.Min(_latencies.Length, beats * rate / BeatsPerSecond); under.Count < due;) under.Add(Begin(under.Count, start, token));
        }

        await Task.WhenAll(under);
        return [.. _latencies.Order().Select(latency => latency * 1e6 / Stopwatch.Frequency)];
    }

    private Task Begin(int index, long start, CancellationToken token)
    {
        // Up to the beat: ceil((index + 1) * beats / rate).
        var beat = (((index + 1L) * BeatsPerSecond) + rate - 1) / rate;
        var intended = start + (beat * Stopwatch.Frequency / BeatsPerSecond);
        return connections[index % connections.Count].RunAtAsync(
            first + index, Math.Min(intended, Stopwatch.GetTimestamp()), first, _latencies, token);
    }
}
