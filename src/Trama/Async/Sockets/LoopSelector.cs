using System.Diagnostics;

namespace Trama.Async.Sockets;

/// <summary>
/// What a loop waits in when its I/O stays on it: the kernel's readiness of its sockets, and the ring of whoever posts. Everything but
/// <see cref="Ring"/> belongs to the loop's thread.
/// </summary>
/// <remarks>
/// A wait only collects; <see cref="Dispatch"/> then does the I/O that has become possible and posts the continuations to the end of the
/// loop's queue. No code of a user's runs in between, so an event can't meet a socket that was closed after the kernel told of it.
/// </remarks>
internal sealed class LoopSelector(LoopDriver driver) : IDisposable
{
    /// <summary>How many operations in a row may complete without waiting before the others on the loop get their turn.</summary>
    private const int Indulgence = 64;

    private readonly Epoll _epoll = new();
    private long _indulged;
    private int _left;

    internal CallbackQueue Queue => driver.Queue;

    internal bool IsLoopThread => Environment.CurrentManagedThreadId == driver.Context.ThreadId;

    /// <summary>Whether awaiting under this context brings the continuation to the loop.</summary>
    internal bool IsOwn(SynchronizationContext context) => ReferenceEquals(context, driver.Context);

    /// <summary>Has the kernel tell of this socket from now on; closing it ends that.</summary>
    internal void Watch(LoopSocket socket, int place)
    {
        Debug.Assert(IsLoopThread, "The table has one thread.");
        _epoll.Register(socket.Socket.SafeHandle, (ulong)place, Readiness.In | Readiness.Out | Readiness.InHangUp);
    }

    /// <summary>Waits for events or a ring; see <see cref="Epoll.Wait(TimeSpan)"/>.</summary>
    internal void Wait(TimeSpan time) => _epoll.Wait(time);

    /// <summary>Does what has become possible with the last wait.</summary>
    internal void Dispatch()
    {
        for (var i = 0; i < _epoll.Count; i++)
        {
            var (key, readiness) = _epoll[i];
            if (key != Epoll.RingKey)
                driver.Sockets.Find((int)key)?.Sides!.OnReady(readiness);
        }
    }

    internal void Ring() => _epoll.Ring();

    /// <summary>
    /// Whether an operation that needs not wait may complete at once. A peer that always has more to say would otherwise keep its function,
    /// which then never waits, on the loop for ever.
    /// </summary>
    internal bool MayCompleteAtOnce()
    {
        if (_indulged != driver.Served)
            (_indulged, _left) = (driver.Served, Indulgence);

        return _left-- > 0;
    }

    public void Dispose() => _epoll.Dispose();
}
