using System.Diagnostics;
using Trama.Async;

namespace Trama.Testing;

/// <summary>
/// Moves a virtual clock when its loop has nothing to run, and tells a wait for a timer from a wait for ever. The loop's thread.
/// </summary>
internal sealed class ClockJumper(VirtualTimeProvider time, VirtualTimeOptions options) : IIdleHandler
{
    private EventLoop? _loop;
    private (long Served, long Version) _seen = (-1, -1);
    private long _idleSince; // in real time: virtual time stands still meanwhile

    internal void Serve(EventLoop loop)
    {
        _loop = loop;
        time.Changed += loop.Driver.Queue.Signal; // a timer armed, or a hold released, by another thread
    }

    public int OnIdle(long served)
    {
        var now = (served, time.Version);
        if (now != _seen)
            (_seen, _idleSince) = (now, Stopwatch.GetTimestamp());

        if (time.IsHeld)
            return Timeout.Infinite; // the release signals

        var next = time.NextDue;
        var left = PatienceFor(next) - Stopwatch.GetElapsedTime(_idleSince);
        if (left > TimeSpan.Zero)
            return (int)Math.Ceiling(left.TotalMilliseconds);

        if (next is null)
            throw TestingErrors.Deadlock(time.Elapsed, _loop!.Work.Names());

        // One timer a turn: what it lets continue runs before the next one due at the same moment, so that a result is not lost to a
        // timeout that was armed after it.
        time.FireNext();
        return 0;
    }

    private TimeSpan PatienceFor(TimeSpan? next) =>
        next is null ? options.DeadlockAfter : next <= time.Elapsed ? TimeSpan.Zero : options.Settle;
}
