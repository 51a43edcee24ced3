using System.Diagnostics;

namespace Trama.Processes;

/// <summary>
/// How long calls take at a worker, and so how many may lie there ahead of their turn: about half a millisecond's work, enough to hide the
/// way there and back, and little enough that the calls behind one that takes unexpectedly long are few. One thread at a time.
/// </summary>
internal sealed class Pace
{
    private const int MostAhead = 256;

    // Measured: from 200 us on, a worker never waits for its next call; a millisecond is what a chunk of a map aims at as well.
    private static readonly double AheadTicks = Stopwatch.Frequency * 0.0005;

    // A weight of an eighth: ten calls of another kind change the pace, one does not.
    private const double Weight = 0.125;

    private double _average = double.PositiveInfinity;
    private long _since;

    /// <summary>How many calls may wait at the worker behind the one that runs.</summary>
    public int Ahead => _average * MostAhead <= AheadTicks ? MostAhead : (int)(AheadTicks / _average);

    /// <summary>A call begins on a worker that had none.</summary>
    public void Start() => _since = Stopwatch.GetTimestamp();

    /// <summary>A call has ended, and the next one, if there is one, begins.</summary>
    public void Lap()
    {
        long now = Stopwatch.GetTimestamp();
        double took = Math.Max(1, now - _since);
        _since = now;
        _average = double.IsPositiveInfinity(_average) || took > _average * 64 ? took : _average + ((took - _average) * Weight);
    }
}
