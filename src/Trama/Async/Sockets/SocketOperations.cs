using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace Trama.Async.Sockets;

/// <summary>Receives what there is; with an empty buffer, waits until there is something.</summary>
internal sealed class ReceiveOperation(SocketSides sides) : SocketOperation(sides), IValueTaskSource<int>
{
    private Memory<byte> _buffer;
    private int _received;

    internal ValueTask<int> StartAsync(Memory<byte> buffer, CancellationToken token)
    {
        _buffer = buffer;
        return Start(Sides.InIsReady, token) ? new ValueTask<int>(_received) : new ValueTask<int>(this, Version);
    }

    public int GetResult(short token)
    {
        var received = _received;
        Fetch(token);
        return received;
    }

    protected override bool TryDo()
    {
        if (_buffer.IsEmpty)
            return Sides.InIsReady = Sides.Socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);

        _received = Sides.Socket.Receive(_buffer.Span, SocketFlags.None, out var error);

        // Less than there was room for was all there was. But nobody tells of the end again, once it has been told.
        Sides.InIsReady = error != SocketError.WouldBlock && (_received == _buffer.Length || Sides.InHasEnded || _received == 0);
        return error switch
        {
            SocketError.Success => true,
            SocketError.WouldBlock => false,
            _ => throw new SocketException((int)error),
        };
    }

    protected override void Forget() => _buffer = default;
}

/// <summary>Takes the next connection.</summary>
internal sealed class AcceptOperation(SocketSides sides) : SocketOperation(sides), IValueTaskSource<Socket>
{
    private Socket? _accepted;

    internal ValueTask<Socket> StartAsync(CancellationToken token) =>
        Start(Sides.InIsReady, token) ? new ValueTask<Socket>(Take()) : new ValueTask<Socket>(this, Version);

    public Socket GetResult(short token)
    {
        var accepted = _accepted;
        _accepted = null;
        Fetch(token);
        return accepted!;
    }

    protected override bool TryDo()
    {
        // Asked first: an accept that finds nobody throws, which costs more than the question.
        Sides.InIsReady = Sides.Socket.Poll(TimeSpan.Zero, SelectMode.SelectRead);
        if (!Sides.InIsReady)
            return false;

        try
        {
            _accepted = Sides.Socket.Accept();
            return true;
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.WouldBlock)
        {
            return Sides.InIsReady = false; // another process took it
        }
    }

    protected override void Forget()
    {
    }

    private Socket Take()
    {
        var accepted = _accepted!;
        _accepted = null;
        return accepted;
    }
}

/// <summary>Sends all of it.</summary>
internal sealed class SendOperation(SocketSides sides) : SocketOperation(sides)
{
    private ReadOnlyMemory<byte> _left;

    internal ValueTask StartAsync(ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        _left = bytes;
        return Start(Sides.OutIsReady, token) ? ValueTask.CompletedTask : new ValueTask(this, Version);
    }

    protected override bool TryDo()
    {
        while (!_left.IsEmpty)
        {
            var sent = Sides.Socket.Send(_left.Span, SocketFlags.None, out var error);
            if (error == SocketError.WouldBlock)
                return Sides.OutIsReady = false;

            if (error != SocketError.Success)
                throw new SocketException((int)error);

            _left = _left[sent..];
        }

        return true;
    }

    protected override void Forget() => _left = default;
}

/// <summary>Connects: begun by the first try, asked for by the later ones.</summary>
internal sealed class ConnectOperation(SocketSides sides) : SocketOperation(sides)
{
    private EndPoint? _endPoint;

    internal ValueTask StartAsync(EndPoint endPoint, CancellationToken token)
    {
        _endPoint = endPoint;
        return Start(isReady: true, token) ? ValueTask.CompletedTask : new ValueTask(this, Version);
    }

    protected override bool TryDo()
    {
        Debug.Assert(_endPoint is not null, "It is begun with one.");
        try
        {
            Sides.Socket.Connect(_endPoint);
            return true;
        }
        catch (SocketException error) when (
            error.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress or SocketError.AlreadyInProgress)
        {
            return Sides.OutIsReady = false;
        }
    }

    protected override void Forget() => _endPoint = null;
}
