using System.Net;
using System.Net.Sockets;

namespace Trama.Async.Sockets;

/// <summary>
/// A socket on a loop's selector: what the kernel told of its two directions, and the operation that waits for each. The loop's thread.
/// </summary>
/// <remarks>
/// Told once per change, so what was told is remembered: a direction stays ready until an operation finds that it would have to wait.
/// Operations are made when they are first needed and used again, so a connection that mostly receives costs one.
/// </remarks>
internal sealed class SocketSides(LoopSelector selector, Socket socket)
{
    private SocketOperation? _in;
    private SocketOperation? _out;

    internal LoopSelector Selector { get; } = selector;

    internal Socket Socket { get; } = socket;

    internal bool InIsReady { get; set; }

    internal bool OutIsReady { get; set; } = true;

    /// <summary>
    /// The other end has sent its last, or the connection broke: reading goes on until it finds the end, and nothing more will be told.
    /// </summary>
    internal bool InHasEnded { get; private set; }

    internal bool IsClosed { get; private set; }

    internal ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken token) =>
        Free<ReceiveOperation>(ref _in, static sides => new ReceiveOperation(sides)).StartAsync(buffer, token);

    internal ValueTask<Socket> AcceptAsync(CancellationToken token) =>
        Free<AcceptOperation>(ref _in, static sides => new AcceptOperation(sides)).StartAsync(token);

    internal ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken token) =>
        Free<SendOperation>(ref _out, static sides => new SendOperation(sides)).StartAsync(bytes, token);

    internal ValueTask ConnectAsync(EndPoint endPoint, CancellationToken token)
    {
        // What was told of it before it had a connection says nothing of that.
        (InIsReady, InHasEnded) = (false, false);
        return Free<ConnectOperation>(ref _out, static sides => new ConnectOperation(sides)).StartAsync(endPoint, token);
    }

    internal void OnReady(Readiness readiness)
    {
        const Readiness Broken = Readiness.Error | Readiness.HangUp;
        InHasEnded |= (readiness & (Broken | Readiness.InHangUp)) != 0;
        if ((readiness & (Broken | Readiness.InHangUp | Readiness.In)) != 0)
        {
            InIsReady = true;
            _in?.Resume();
        }

        if ((readiness & (Broken | Readiness.Out)) != 0)
        {
            OutIsReady = true;
            _out?.Resume();
        }
    }

    /// <summary>The socket is closed: who waits for it has waited for nothing.</summary>
    internal void Abandon()
    {
        IsClosed = true;
        _in?.Abandon();
        _out?.Abandon();
    }

    // One waits at a time. One whose outcome nobody has fetched yet is left to whoever may still do so.
    private T Free<T>(ref SocketOperation? current, Func<SocketSides, T> make)
        where T : SocketOperation
    {
        if (current is T { IsFree: true } free)
            return free;

        if (current is { IsWaiting: true })
            throw LoopErrors.SocketBusy();

        var made = make(this);
        current = made;
        return made;
    }
}
