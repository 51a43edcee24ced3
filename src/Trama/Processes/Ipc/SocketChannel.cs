using System.Buffers.Binary;
using System.Net.Sockets;

namespace Trama.Processes.Ipc;

/// <summary>Frames over a Unix-domain socket: four bytes of length, one of kind, the payload.</summary>
internal sealed class SocketChannel(Socket socket) : IChannel
{
    public const string Name = "socket";
    private const int HeaderSize = sizeof(int) + 1;

    private readonly Lock _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _waiting = new();
    private byte[] _buffer = new byte[16 * 1024];
    private bool _isSending;

    public void Send(FrameKind kind, ReadOnlyMemory<byte> payload)
    {
        var frame = new byte[HeaderSize + payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, payload.Length);
        frame[sizeof(int)] = (byte)kind;
        payload.Span.CopyTo(frame.AsSpan(HeaderSize));
        lock (_gate)
        {
            _waiting.Enqueue(frame);
            if (_isSending)
                return;
            _isSending = true;
        }

        // The first bytes go out on this thread; only what the socket does not take at once is left to the runtime's own threads. So a
        // process at the other side that has stopped reading never blocks a caller.
        _ = SendWaitingAsync();
    }

    public bool TryReceive(out FrameKind kind, out ReadOnlySpan<byte> payload)
    {
        kind = default;
        payload = default;
        if (!TryFill(0, HeaderSize))
            return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(_buffer);
        kind = (FrameKind)_buffer[sizeof(int)];
        if (length < 0 || length > Array.MaxLength || !Enum.IsDefined(kind))
            throw new InvalidDataException($"A frame of kind {(byte)kind} claims {length} bytes. (TRM0530)");
        if (!TryFill(0, length))
            return false;
        payload = _buffer.AsSpan(0, length);
        return true;
    }

    public void StopReceiving()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Closed already: there is nothing left to receive.
        }
    }

    public void Dispose() => socket.Dispose();

    private async Task SendWaitingAsync()
    {
        while (true)
        {
            ReadOnlyMemory<byte> frame;
            lock (_gate)
            {
                if (!_waiting.TryDequeue(out frame))
                {
                    _isSending = false;
                    return;
                }
            }

            try
            {
                while (frame.Length > 0)
                    frame = frame[await socket.SendAsync(frame, SocketFlags.None).ConfigureAwait(false)..];
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                // The other side is gone. Whoever receives from this channel learns of it and decides what that means.
                Close();
                return;
            }
        }
    }

    // Stays "sending", so that later frames are dropped without a try: the channel does not come back.
    private void Close()
    {
        lock (_gate)
            _waiting.Clear();
    }

    private bool TryFill(int offset, int count)
    {
        int end = offset + count;
        int have = offset;
        while (have < end)
        {
            // The buffer grows with what has arrived, not with what a frame claims: a wrong length allocates next to nothing.
            if (have == _buffer.Length)
                Array.Resize(ref _buffer, (int)Math.Min(end, Math.Max(_buffer.Length * 2L, 16)));
            int read = Receive(_buffer.AsSpan(have, Math.Min(end, _buffer.Length) - have));
            if (read == 0)
                return false;
            have += read;
        }

        return true;
    }

    private int Receive(Span<byte> room)
    {
        try
        {
            return socket.Receive(room);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
