using System.Net;
using System.Net.Sockets;
using Trama.Async;
using Trama.Async.Sockets;

namespace Trama;

/// <summary>
/// A socket of an <see cref="EventLoop"/>, made by <see cref="EventLoop.Attach"/>: what waits for it continues on the loop, and it is
/// closed at the latest when the loop ends. With <see cref="EventLoopOptions.IOOnLoop"/> the loop itself waits for it, and nothing of its
/// I/O leaves the loop's thread; without, .NET's own threads do.
/// </summary>
/// <remarks>
/// <para>One may receive (or accept) and one may send (or connect) at a time; a second one gets <see cref="InvalidOperationException"/>
/// (TRM0210). Any thread may call; one that is not the loop's takes the way through the loop's queue.</para>
/// <para>A cancelled operation ends in <see cref="OperationCanceledException"/>; the socket stays usable, but what a cancelled send had
/// sent already is sent. Closing the socket ends operations under way with <see cref="SocketException"/>.</para>
/// </remarks>
public sealed class LoopSocket : IDisposable
{
    private readonly EventLoop _loop;
    private readonly int _place;
    private int _closed;

    internal LoopSocket(EventLoop loop, Socket socket)
    {
        (_loop, Socket) = (loop, socket);
        _place = loop.Driver.Sockets.Add(this);
        if (loop.Driver.Selector is { } selector)
            Sides = WatchedBy(selector);
    }

    /// <summary>
    /// The socket itself, for its options and addresses. With <see cref="EventLoopOptions.IOOnLoop"/> it is non-blocking; leave receiving
    /// and sending to this object.
    /// </summary>
    public Socket Socket { get; }

    /// <summary>What the loop's selector knows of it; null when the loop has none.</summary>
    internal SocketSides? Sides { get; }

    private bool IsOnLoop => EventLoop.Current == _loop;

    /// <summary>Takes the next connection of a listening socket.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The connection, a socket of the same loop.</returns>
    public async ValueTask<LoopSocket> AcceptAsync(CancellationToken cancellationToken = default)
    {
        if (!IsOnLoop)
            return await _loop.InvokeAsync(() => AcceptAsync(cancellationToken).AsTask(), CancellationToken.None).ConfigureAwait(true);

        var accepting = Sides is null ? Socket.AcceptAsync(cancellationToken) : Sides.AcceptAsync(cancellationToken);
        var accepted = await accepting.ConfigureAwait(true);
        try
        {
            return _loop.Attach(accepted);
        }
        catch
        {
            accepted.Dispose(); // nobody else knows of it
            throw;
        }
    }

    /// <summary>Connects to an address.</summary>
    /// <param name="endPoint">The address; a name is to be resolved before.</param>
    /// <param name="cancellationToken">Ends the wait; the socket is of no use then.</param>
    public ValueTask ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        if (Sides is null)
            return Socket.ConnectAsync(endPoint, cancellationToken);

        return IsOnLoop
            ? Sides.ConnectAsync(endPoint, cancellationToken)
            : new ValueTask(_loop.InvokeAsync(() => ConnectAsync(endPoint, cancellationToken).AsTask(), CancellationToken.None));
    }

    /// <summary>Receives what has arrived, waiting until something has.</summary>
    /// <param name="buffer">
    /// Where it goes; the caller's to keep until this has ended. An empty one waits for something to be there and takes nothing, so that
    /// ten thousand idle connections need no buffer.
    /// </param>
    /// <param name="cancellationToken">Ends the wait; nothing that has arrived is lost.</param>
    /// <returns>How many bytes; 0 when the other end sends no more, and for an empty buffer.</returns>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Sides is null)
            return Socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

        return IsOnLoop
            ? Sides.ReceiveAsync(buffer, cancellationToken)
            : new ValueTask<int>(_loop.InvokeAsync(() => ReceiveAsync(buffer, cancellationToken).AsTask(), CancellationToken.None));
    }

    /// <summary>Sends all bytes, waiting while the other end takes no more.</summary>
    /// <param name="bytes">The caller's to keep unchanged until this has ended.</param>
    /// <param name="cancellationToken">Ends the wait, with some of the bytes sent.</param>
    public ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        if (Sides is null)
            return SendAllAsync(bytes, cancellationToken);

        return IsOnLoop
            ? Sides.SendAsync(bytes, cancellationToken)
            : new ValueTask(_loop.InvokeAsync(() => SendAsync(bytes, cancellationToken).AsTask(), CancellationToken.None));
    }

    /// <summary>
    /// A stream over this socket, for readers, writers and TLS; closing it closes the socket. It has no synchronous reads and writes, which
    /// would block the loop (TRM0212).
    /// </summary>
    public Stream GetStream() => new LoopSocketStream(this);

    /// <summary>Closes the socket. Any thread; away from the loop's it takes effect when the loop comes to it.</summary>
    public void Dispose()
    {
        if (IsOnLoop || !_loop.Driver.Queue.TryPost(new LoopCallback(static socket => ((LoopSocket)socket!).Close(), this)))
            Close();
    }

    internal void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
            return;

        _loop.Driver.Sockets.Remove(_place);
        Socket.Dispose();
        Sides?.Abandon();
    }

    private SocketSides WatchedBy(LoopSelector selector)
    {
        try
        {
            Socket.Blocking = false;
            selector.Watch(this, _place);
            return new SocketSides(selector, Socket);
        }
        catch
        {
            _loop.Driver.Sockets.Remove(_place);
            throw;
        }
    }

    private async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await Socket.SendAsync(bytes, SocketFlags.None, cancellationToken).ConfigureAwait(false)..];
    }
}
