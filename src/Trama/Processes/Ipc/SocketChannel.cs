using System.Buffers.Binary;
using System.Net.Sockets;

namespace Trama.Processes.Ipc;

/// <summary>Frames over a Unix-domain socket: four bytes of length, one of kind, the payload.</summary>
/// <remarks>
/// The socket stays a blocking one: a single asynchronous operation would make it non-blocking for good, and every receive would then be
/// woken by way of the runtime's polling thread, one more hop on every call's way.
/// </remarks>
internal sealed class SocketChannel : IChannel
{
    public const string Kind = "socket";
    private const int HeaderSize = sizeof(int) + 1;
    private const int BufferSize = 16 * 1024;
    private const int KeptBufferSize = 1024 * 1024;

    // What a socket that polls as writable takes without waiting: on Linux at least three quarters of its buffer are free then.
    private const int SendBufferSize = 256 * 1024;
    private const int SentAtOnce = 64 * 1024;

    private readonly Socket _socket;
    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _waiting = new();
    private readonly ManualResetEventSlim _nothingWaits = new(initialState: true);
    private byte[] _buffer = new byte[BufferSize];
    private int _from;
    private int _to;
    private bool _isSending;
    private bool _isBroken;

    public SocketChannel(Socket socket)
    {
        _socket = socket;
        _socket.SendBufferSize = SendBufferSize;
    }

    public string Name => Kind;

    /// <summary>What has been handed to a socket is the other side's.</summary>
    public bool CanTakeBack => false;

    public bool HasRoom => true;

    public long Send(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        Transmit(kind, payload);
        return 0;
    }

    /// <remarks>
    /// Waits until the kernel has all of it: what lies in this process's memory would die with it, and a function that began unseen would
    /// be run again. Ends as well when the other side is gone. A worker's: a parent never waits for its worker.
    /// </remarks>
    public void Show() => _nothingWaits.Wait();

    public void Flush()
    {
        // Each frame is on its way when it was sent.
    }

    public bool TryTakeBack(long mark) => false;

    public bool HasBegun(long mark) => false;

    public void LookAhead(bool pays)
    {
        // It sleeps in the kernel, and can't look without asking it.
    }

    public bool TryTakeOver() => false;

    public bool TryReceiveOrGiveBack(bool spins, out FrameKind kind, out ReadOnlySpan<byte> payload) =>
        throw new NotSupportedException("Nobody takes the receiving of a socket over.");

    public void HandOver() => throw new NotSupportedException("Nobody takes the receiving of a socket over.");

    public void GiveBack() => throw new NotSupportedException("Nobody takes the receiving of a socket over.");

    public bool TryReceive(out FrameKind kind, out ReadOnlySpan<byte> payload)
    {
        kind = default;
        payload = default;
        if (!TryHave(HeaderSize))
            return false;
        int length = BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_from));
        kind = (FrameKind)_buffer[_from + sizeof(int)];
        if (length < 0 || length > Array.MaxLength || !FrameKinds.Contains((byte)kind))
            throw new InvalidDataException($"A frame of kind {(byte)kind} claims {length} bytes. (TRM0530)");
        _from += HeaderSize;
        if (!TryHave(length))
            return false;
        payload = _buffer.AsSpan(_from, length);
        _from += length;
        return true;
    }

    public void StopReceiving()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Receive);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Closed already: there is nothing left to receive.
        }
    }

    public void Dispose()
    {
        // First, so that who sends from now on finds it broken and touches nothing that is gone.
        Break();
        _socket.Dispose();
        _nothingWaits.Dispose();
    }

    private void Transmit(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[HeaderSize + payload.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, payload.Length);
        frame[sizeof(int)] = (byte)kind;
        payload.CopyTo(frame.AsSpan(HeaderSize));
        lock (_gate)
        {
            if (_isBroken || (!_isSending && TrySendAtOnce(frame)))
                return;
            _waiting.Enqueue(frame);
            if (_isSending)
                return;
            _isSending = true;
            _nothingWaits.Reset();
        }

        // A thread of its own for what the socket may not take at once: a process at the other side that has stopped reading holds that
        // thread, and never a caller or one of the shared pool's.
        StartSending();
    }

    private void StartSending()
    {
        try
        {
            new Thread(SendWaiting) { IsBackground = true, Name = "Trama sender" }.UnsafeStart();
        }
        catch (OutOfMemoryException)
        {
            // No more threads. Frames are lost from here on, so the other side must not wait for them: it sees the end.
            Break();
            Close();
        }
    }

    private void Close()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }
    }

    private bool TrySendAtOnce(byte[] frame)
    {
        if (frame.Length > SentAtOnce)
            return false;
        try
        {
            if (!_socket.Poll(0, SelectMode.SelectWrite))
                return false;
            SendAll(frame);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            Break();
        }

        return true;
    }

    // The other side is gone. Whoever receives from this channel learns of it and decides what that means; frames are dropped from now on.
    private void Break()
    {
        lock (_gate)
        {
            _isBroken = true;
            _waiting.Clear();
            _nothingWaits.Set();
        }
    }

    private void SendWaiting()
    {
        while (true)
        {
            byte[]? frame;
            lock (_gate)
            {
                if (!_waiting.TryDequeue(out frame))
                {
                    _isSending = false;
                    _nothingWaits.Set();
                    return;
                }
            }

            try
            {
                SendAll(frame);
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                Break();
                return;
            }
        }
    }

    private void SendAll(ReadOnlySpan<byte> frame)
    {
        while (frame.Length > 0)
            frame = frame[_socket.Send(frame)..];
    }

    private bool TryHave(int count)
    {
        while (_to - _from < count)
        {
            MakeRoom(count);
            int read = Receive(_buffer.AsSpan(_to));
            if (read == 0)
                return false;
            _to += read;
        }

        return true;
    }

    // Reads as much as there is: small frames come several at a time. The buffer grows with what has arrived, not with what a frame
    // claims, so that a wrong length allocates next to nothing; what one large frame needed is given back after it.
    private void MakeRoom(int count)
    {
        if (_from == _to)
        {
            _from = _to = 0;
            if (_buffer.Length > KeptBufferSize)
                _buffer = new byte[BufferSize];
        }

        if (_to < _buffer.Length)
            return;
        if (_from == 0)
            Array.Resize(ref _buffer, (int)Math.Min(count, _buffer.Length * 2L));
        _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
        _to -= _from;
        _from = 0;
    }

    private int Receive(Span<byte> room)
    {
        try
        {
            return _socket.Receive(room);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return 0;
        }
    }
}
