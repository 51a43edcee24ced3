namespace Trama.Processes.Life;

/// <summary>
/// Whether more workers can't be had at the moment, though there are some: no processes, threads, descriptors or memory left. Then the pool
/// makes do with those that it has, and tries again after a while, ever longer, instead of trying all the time. Under the pool's lock.
/// </summary>
internal sealed class Shortage : IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly int _limit;
    private readonly ITimer _timer;
    private TimeSpan _pause = FirstPause;
    private int _failures;

    /// <param name="time">The clock.</param>
    /// <param name="limit">After how many starts in a row that failed in company.</param>
    /// <param name="again">Called when it is time to try again, under no lock.</param>
    public Shortage(TimeProvider time, int limit, Action again)
    {
        _limit = limit;
        _timer = Timers.CreateUnset(time, again);
    }

    public bool IsOn { get; private set; }

    /// <summary>Whether the next failure begins a pause.</summary>
    public bool IsTrial => !IsOn && _failures == _limit - 1;

    /// <summary>Another start failed while there were other workers.</summary>
    public void NoteFailureCore()
    {
        if (++_failures < _limit || IsOn)
            return;
        IsOn = true;
        _timer.Change(_pause, Timeout.InfiniteTimeSpan);
        _pause = _pause + _pause < LongestPause ? _pause + _pause : LongestPause;
    }

    /// <summary>A pause is over: one more start may be tried, and one more failure begins the next.</summary>
    public void EndPauseCore()
    {
        if (!IsOn)
            return;
        IsOn = false;
        _failures = _limit - 1;
    }

    /// <summary>A worker has started. During a pause that is one which was on its way before, and tells nothing of the room since.</summary>
    public void NoteSuccessCore()
    {
        if (IsOn)
            return;
        _failures = 0;
        _pause = FirstPause;
    }

    public void Dispose() => _timer.Dispose();
}
