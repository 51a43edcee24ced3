using System.Diagnostics;

namespace Trama.Running.Mapping;

/// <summary>
/// How many items to send to a worker at one go, from how long the last ones took: about a millisecond's work, which hides the way there and
/// back of the smallest functions, and leaves items that take longer than that alone.
/// </summary>
internal sealed class ChunkSizer
{
    public const int Largest = 4096;

    // A first guess that is wrong costs little then: the next chunk is eight times as large at the most.
    private const int MostGrowth = 8;
    private const double Weight = 0.25;
    private static readonly double Aim = Stopwatch.Frequency / 1000.0;
    private double _average;

    public int Size { get; private set; } = 1;

    /// <summary>A chunk of so many items has taken so long.</summary>
    public void Observe(int items, long ticks)
    {
        double each = Math.Max(1, ticks) / (double)items;
        _average = _average == 0 ? each : _average + ((each - _average) * Weight);
        Size = (int)Math.Clamp(Aim / _average, 1, Math.Min(Largest, Math.Max(Size, items) * MostGrowth));
    }
}
