namespace Trama.Running;

/// <summary>
/// The clock of one wait of a call, or of one of its attempts. A system's timer may fire just when it is disposed of, and its callback be
/// late: by then the call may have been put back after its worker died, and run again with a clock of its own. Whoever acts on a timer asks
/// it first, where the call can't move on meanwhile.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="ring">What to do when the time is up.</param>
internal sealed class CallTimer(Call call, Action<Call, CallTimer> ring) : IDisposable
{
    private ITimer? _timer;
    private bool _isOver;

    /// <summary>Whether the call has gone on, or ended: the timer is nothing to it any more.</summary>
    public bool IsOver => Volatile.Read(ref _isOver);

    public void Start(TimeProvider time, TimeSpan limit)
    {
        ITimer timer = time.CreateTimer(static self => ((CallTimer)self!).Ring(), this, limit, Timeout.InfiniteTimeSpan);

        // A full fence between the timer's publication and the look: whoever disposed of this meanwhile saw the timer, or this thread sees
        // that it is over. Otherwise the timer would hold the call for as long as the limit.
        Interlocked.Exchange(ref _timer, timer);
        if (IsOver)
            timer.Dispose();
    }

    /// <summary>Rings once more, after so long.</summary>
    public void Again(TimeSpan limit) => _timer?.Change(limit, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        Interlocked.Exchange(ref _isOver, true);
        _timer?.Dispose();
    }

    private void Ring() => ring(call, this);
}
