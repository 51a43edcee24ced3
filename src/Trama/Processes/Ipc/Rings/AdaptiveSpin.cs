using System.Diagnostics;

namespace Trama.Processes.Ipc.Rings;

/// <summary>
/// Whether to look for data before parking. Each spin in vain doubles the number of waits that park at once before the next try, up to 64; a
/// spin that found something makes the next wait spin again. One thread at a time, except for <see cref="Limit"/>.
/// </summary>
/// <param name="yields">
/// Whether it lets others run between looks: for a thread that shares a processor with the one which will use what it finds.
/// </param>
internal sealed class AdaptiveSpin(bool yields = false)
{
    private const int LooksPerClock = 8;

    // A spin in vain is the whole limit lost, and keeps a processor from those who would have work for it: under a microsecond a wait then.
    private const int MostSkipped = 64;
    private long _limit = Ticks(DefaultLimit);
    private int _skipped;
    private int _toSkip;

    /// <summary>
    /// 50 µs, more than parking and being woken takes (10 to 30 µs): when both sides park, each finds the other's answer within one spin, and
    /// from then on both spin. With a shorter limit neither would ever find out.
    /// </summary>
    public static TimeSpan DefaultLimit { get; } = TimeSpan.FromMicroseconds(50);

    /// <summary>
    /// The longest spin; zero for none, and for an end of one that is under way. Set from any thread: by whoever knows that somebody else
    /// will look.
    /// </summary>
    public TimeSpan Limit
    {
        get => TimeSpan.FromSeconds((double)Volatile.Read(ref _limit) / Stopwatch.Frequency);
        set => Volatile.Write(ref _limit, Ticks(value));
    }

    /// <summary>Looks for data for as long as that pays. False: there was none yet.</summary>
    public bool TrySpin(RingReader reader)
    {
        if (_skipped < _toSkip)
        {
            _skipped++;
            return false;
        }

        _skipped = 0;
        bool found = Volatile.Read(ref _limit) > 0 && Spin(reader);
        _toSkip = found ? 0 : Math.Clamp(_toSkip * 2, 1, MostSkipped);
        return found;
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private bool Spin(RingReader reader)
    {
        long started = Stopwatch.GetTimestamp();
        do
        {
            for (int look = 0; look < LooksPerClock; look++)
            {
                if (reader.HasData)
                    return true;
                Thread.SpinWait(1);
            }

            if (yields)
                Thread.Yield();
        }
        while (Stopwatch.GetTimestamp() - started < Volatile.Read(ref _limit) && !reader.Spot.IsEnded);
        return reader.HasData;
    }
}
