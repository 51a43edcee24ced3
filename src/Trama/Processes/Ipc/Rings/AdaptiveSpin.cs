using System.Diagnostics;

namespace Trama.Processes.Ipc.Rings;

/// <summary>
/// How long to look for data before parking. A spin that found something doubles the next one, a spin in vain halves it, down to nothing;
/// then every 32nd wait tries again. One thread at a time, except for <see cref="Limit"/>.
/// </summary>
internal sealed class AdaptiveSpin
{
    private const int ProbeEvery = 32;
    private const int LooksPerClock = 8;
    private static readonly long Smallest = Ticks(TimeSpan.FromMicroseconds(1));
    private long _limit = Ticks(DefaultLimit);
    private long _budget = Ticks(DefaultLimit);
    private int _waitsWithout;

    /// <summary>20 µs, about what parking and being woken costs: spinning longer than that in vain costs more than it can save.</summary>
    public static TimeSpan DefaultLimit { get; } = TimeSpan.FromMicroseconds(20);

    /// <summary>
    /// The longest spin; zero for none, and for an end of one that is under way. Set from any thread: by whoever knows how many processors
    /// are free.
    /// </summary>
    public TimeSpan Limit
    {
        get => TimeSpan.FromSeconds((double)Volatile.Read(ref _limit) / Stopwatch.Frequency);
        set => Volatile.Write(ref _limit, Ticks(value));
    }

    /// <summary>Looks for data for as long as that pays. False: there was none yet.</summary>
    public bool TrySpin(RingReader reader)
    {
        long budget = NextBudget(Volatile.Read(ref _limit));
        if (budget == 0)
            return false;
        bool found = Spin(reader, budget);
        if (found)
            _budget = budget * 2;
        else
            _budget = budget / 2 < Smallest ? 0 : budget / 2;
        return found;
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);

    private long NextBudget(long limit)
    {
        if (_budget > 0)
            return Math.Min(_budget, limit);
        _waitsWithout = (_waitsWithout + 1) % ProbeEvery;
        return _waitsWithout == 0 ? limit : 0;
    }

    private bool Spin(RingReader reader, long budget)
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
        }
        while (Stopwatch.GetTimestamp() - started < Math.Min(budget, Volatile.Read(ref _limit)) && !reader.Spot.IsEnded);
        return reader.HasData;
    }
}
