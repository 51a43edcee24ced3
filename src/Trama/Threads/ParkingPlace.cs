namespace Trama.Threads;

/// <summary>
/// Where one idle worker sleeps. A wake-up is latched: it is not lost when it comes before the sleep. Costs no processor while asleep.
/// </summary>
internal sealed class ParkingPlace(TimeProvider time)
{
    private readonly object _latch = new();
    private bool _woken;
    private bool _expired;

    public void Wake()
    {
        lock (_latch)
        {
            _woken = true;
            Monitor.Pulse(_latch);
        }
    }

    /// <summary>Sleeps until <see cref="Wake"/> or until the time is over; true if woken.</summary>
    public bool Sleep(TimeSpan limit)
    {
        // A sleeper by the system's clock times itself, which is cheap; another clock must be asked for a timer.
        if (limit == Timeout.InfiniteTimeSpan || ReferenceEquals(time, TimeProvider.System))
            return Wait(limit);
        _expired = false;
        using (time.CreateTimer(static place => ((ParkingPlace)place!).Expire(), this, limit, Timeout.InfiniteTimeSpan))
            return Wait(Timeout.InfiniteTimeSpan);
    }

    /// <summary>Sleeps until <see cref="Wake"/>, for one that is known to be on its way.</summary>
    public void SleepUntilWoken()
    {
        while (!Sleep(Timeout.InfiniteTimeSpan))
        {
            // Interrupted: the wake-up still comes.
        }
    }

    private bool Wait(TimeSpan limit)
    {
        lock (_latch)
        {
            if (!_woken && !_expired)
                WaitOnce(limit);
            bool woken = _woken;
            _woken = false;
            return woken;
        }
    }

    private void WaitOnce(TimeSpan limit)
    {
        try
        {
            Monitor.Wait(_latch, limit);
        }
        catch (ThreadInterruptedException)
        {
            // Meant for a function that this thread ran before. It counts as the end of the time: the worker ends in good order, and
            // the next call starts another.
        }
    }

    private void Expire()
    {
        lock (_latch)
        {
            _expired = true;
            Monitor.Pulse(_latch);
        }
    }
}
