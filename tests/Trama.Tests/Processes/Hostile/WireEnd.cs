using System.Diagnostics;
using System.Net.Sockets;
using Trama.Processes.Ipc;
using Trama.Processes.Ipc.Rings;
using Trama.Processes.Shared;

namespace Trama.Tests.Processes.Hostile;

/// <summary>One end of a connection that says whatever it is told to, over the socket or the rings; it reads like an honest one.</summary>
internal sealed unsafe class WireEnd : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(5);

    private readonly Socket _socket;
    private readonly SocketChannel _reading;
    private readonly SharedMemory? _memory;
    private readonly RingWriter? _writer;
    private readonly RingReader? _reader;
    private readonly LargeFrames? _large;

    /// <param name="socket">Connected.</param>
    /// <param name="memory">The rings' memory, or null.</param>
    /// <param name="isParent">Which end this is.</param>
    public WireEnd(Socket socket, SharedMemory? memory, bool isParent)
    {
        _socket = socket;
        _reading = new SocketChannel(socket);
        if (memory is null)
            return;
        _memory = memory;
        int length = RingChannel.MemorySize / 2;
        var calls = new Ring(memory.Pointer, length);
        var answers = new Ring(memory.Pointer + length, length);
        Outgoing = isParent ? calls : answers;
        Incoming = isParent ? answers : calls;
        _writer = new RingWriter(Outgoing);
        _reader = new RingReader(Incoming);
        _large = new LargeFrames(_writer);
    }

    /// <summary>The ring that this end writes.</summary>
    public Ring? Outgoing { get; }

    /// <summary>The ring that this end reads.</summary>
    public Ring? Incoming { get; }

    /// <summary>Sends it over the channel.</summary>
    public void Send(WireFrame frame)
    {
        if (_writer is null)
        {
            SendOverSocket(frame.OnSocket());
            return;
        }

        if (!_writer.TryReserve(Math.Min(frame.Payload.Length, _writer.MaxPayload), out Span<byte> room))
            return;
        frame.Payload.AsSpan(0, room.Length).CopyTo(room);
        long position = _writer.Commit((FrameKind)frame.Kind, room.Length);
        Outgoing!.HeaderAt(position)->Length = frame.Claimed;
        _writer.Publish();
    }

    /// <summary>Sends bytes over the socket, whatever the channel is.</summary>
    public void SendOverSocket(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
            bytes = bytes[_socket.Send(bytes)..];
    }

    /// <summary>The next frame of the channel; null when the other side has gone, or says nothing for that long.</summary>
    public WireFrame? Receive(TimeSpan? patience = null)
    {
        long started = Stopwatch.GetTimestamp();
        if (_reader is null)
            return patience is null || _socket.Poll(patience.Value, SelectMode.SelectRead) ? ReceiveFromSocket() : null;
        FrameKind kind;
        ReadOnlySpan<byte> payload;
        var spin = new AdaptiveSpin();
        while (!_reader.TryRead(out kind, out payload))
        {
            // Whatever the other side says over the socket meanwhile (stop, or its end) ends a script.
            if (_socket.Poll(0, SelectMode.SelectRead) || Stopwatch.GetElapsedTime(started) > patience)
                return null;
            _reader.Wait(spin, LookEvery);
        }

        if (kind == FrameKind.Elsewhere)
            payload = _large!.Open(payload, out kind);
        var frame = WireFrame.Of(kind, payload.ToArray());
        _large!.Close();
        _reader.Advance();
        return frame;
    }

    public WireFrame? ReceiveFromSocket() =>
        _reading.TryReceive(out FrameKind kind, out ReadOnlySpan<byte> payload) ? WireFrame.Of(kind, payload.ToArray()) : null;

    public void Dispose()
    {
        _large?.Dispose();
        _reading.Dispose();
        _memory?.Dispose();
    }
}
