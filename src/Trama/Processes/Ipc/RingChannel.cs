using System.Diagnostics;
using Trama.Processes.Ipc.Rings;
using Trama.Processes.Shared;

namespace Trama.Processes.Ipc;

/// <summary>
/// Frames over two rings in memory that both processes map: one for each direction, each written by one side alone. What is said of a call
/// while it runs goes over the socket beside it, where the other side listens at any time.
/// </summary>
/// <remarks>
/// The worker's end: one thread receives; senders share a lock and wait for room where there is none. The parent's end: senders share a lock and
/// never wait; one thread sleeps in <see cref="TryReceive"/>, and others may take over from it (<see cref="ReaderRole"/>).
/// </remarks>
internal sealed unsafe class RingChannel : IChannel
{
    public const string Kind = "shared memory";

    /// <summary>How much memory the two rings take.</summary>
    public static readonly int MemorySize = 2 * Ring.LengthFor(Capacity);

    // Room for some thousand small calls. Frames of more than a quarter of it travel elsewhere.
    private const int Capacity = 256 * 1024;

    // The mark of a frame that could not be sent any more.
    private const long Nowhere = -1;

    // Far longer than a worker takes to move past a frame that it has read or that was taken back; one that is stopped dead may take for ever.
    private static readonly TimeSpan RoomPatience = TimeSpan.FromSeconds(5);

    private readonly SocketChannel _socket;
    private readonly SharedMemory _memory;
    private readonly SharedMemoryReference _hold;
    private readonly RingWriter _writer;
    private readonly RingReader _reader;
    private readonly ReaderRole? _role;
    private readonly AdaptiveSpin _spin = new();
    private readonly AdaptiveSpin _sleeperSpin = new(yields: true);
    private readonly LargeFrames _large;
    private readonly Action? _onDry;
    private readonly Action<Exception>? _onBroken;
    private bool _isIn;
    private bool _holdsFrame;

    private RingChannel(SocketChannel socket, SharedMemory memory, bool isParent, Action? onDry, Action<Exception>? onBroken)
    {
        _onDry = onDry;
        _onBroken = onBroken;
        _socket = socket;
        _memory = memory;
        _hold = memory.Hold();
        int length = Ring.LengthFor(Capacity);
        var calls = new Ring(memory.Pointer, length);
        var answers = new Ring(memory.Pointer + length, length);
        _writer = new RingWriter(isParent ? calls : answers);
        _reader = new RingReader(isParent ? answers : calls, claims: !isParent);
        _role = isParent ? new ReaderRole(_reader) : null;
        _large = new LargeFrames(_writer);
    }

    public string Name => Kind;

    public bool CanTakeBack => true;

    public bool HasRoom
    {
        get
        {
            try
            {
                return _writer.TryReserve(_writer.MaxPayload, out _);
            }
            catch (InvalidDataException error) when (IsReported(error))
            {
                return false;
            }
        }
    }

    /// <summary>The parent's end, over memory that it has made.</summary>
    /// <param name="socket">What goes beside the rings.</param>
    /// <param name="memory">The rings' memory.</param>
    /// <param name="onDry">Told, by the thread that receives, whenever all that has come was read.</param>
    /// <param name="onBroken">Told, by a thread that sends, that the worker has stored nonsense: nothing more reaches it.</param>
    public static RingChannel OfParent(SocketChannel socket, SharedMemory memory, Action onDry, Action<Exception> onBroken) =>
        new(socket, memory, isParent: true, onDry, onBroken);

    /// <summary>The worker's end, over memory of its parent.</summary>
    public static RingChannel OfWorker(SocketChannel socket, SharedMemory memory) =>
        new(socket, memory, isParent: false, onDry: null, onBroken: null);

    public long Send(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        if (kind is FrameKind.Cancel or FrameKind.Credit or FrameKind.Taken or FrameKind.EndChunk or FrameKind.ReportsTaken or FrameKind.Stop)
            return _socket.Send(kind, payload);

        // An answer is whole by now, and needs nothing of the call's frame any more.
        if (kind is FrameKind.Result or FrameKind.Error)
            LeaveFrame();
        try
        {
            return payload.Length <= _writer.MaxPayload ? Write(kind, payload) : WriteElsewhere(kind, payload);
        }
        catch (InvalidDataException error) when (IsReported(error))
        {
            return Nowhere;
        }
    }

    public void Show() => _writer.Show();

    public void Flush() => _writer.Publish();

    public bool TryTakeBack(long mark)
    {
        try
        {
            return mark != Nowhere && _writer.TryRevoke(mark);
        }
        catch (InvalidDataException error) when (IsReported(error))
        {
            return false;
        }
    }

    public bool HasBegun(long mark) => mark != Nowhere && _writer.HasBeenClaimed(mark);

    public bool TryReceive(out FrameKind kind, out ReadOnlySpan<byte> payload)
    {
        if (_role is null)
            return TryReceiveAlone(out kind, out payload);
        while (true)
        {
            if (!_isIn)
                _sleeperSpin.TrySpin(_reader);

            // Found or not: only the role says who may read.
            if (!_isIn && !_role.WaitToEnter())
            {
                kind = default;
                payload = default;
                return false;
            }

            _isIn = true;
            if (TryRead(out kind, out payload))
                return true;
            _onDry!();
            _isIn = !_role.TryLeave();
        }
    }

    public void LookAhead(bool pays)
    {
        TimeSpan limit = pays ? AdaptiveSpin.DefaultLimit : TimeSpan.Zero;
        if (_sleeperSpin.Limit != limit)
            _sleeperSpin.Limit = limit;
    }

    public bool TryTakeOver() => _role!.TryEnter();

    public bool TryReceiveOrGiveBack(bool spins, out FrameKind kind, out ReadOnlySpan<byte> payload)
    {
        do
        {
            if (TryRead(out kind, out payload))
                return true;
            if (spins && _spin.TrySpin(_reader) && TryRead(out kind, out payload))
                return true;
            _onDry!();
        }
        while (!_role!.TryLeave());
        return false;
    }

    public void HandOver()
    {
        LeaveFrame();
        _onDry!();
        _role!.HandOver();
    }

    public void GiveBack()
    {
        do
            Discard();
        while (!_role!.TryLeave());
    }

    public void StopReceiving()
    {
        _reader.End();

        // Who has gone makes no more room: a caller that waits for some is let go.
        if (_role is not null)
            _writer.End();
    }

    public void Dispose()
    {
        // Unmapped only when no thread looks at the rings any more: the receiving thread has ended, others may still be on their way out.
        _reader.End();
        while (_role is not null && (_isIn || _role.WaitToEnter()))
        {
            Discard();
            _isIn = !_role.TryLeave();
        }

        _large.Dispose();
        _hold.Dispose();
        _memory.Dispose();
        _socket.Dispose();
    }

    private bool TryReceiveAlone(out FrameKind kind, out ReadOnlySpan<byte> payload)
    {
        while (!TryRead(out kind, out payload))
        {
            if (!_reader.Wait(_spin, Timeout.InfiniteTimeSpan))
                return false;
        }

        return true;
    }

    private bool TryRead(out FrameKind kind, out ReadOnlySpan<byte> payload)
    {
        LeaveFrame();
        if (!_reader.TryRead(out kind, out payload))
            return false;
        _holdsFrame = true;
        if (kind == FrameKind.Elsewhere)
            payload = _large.Open(payload, out kind);
        return true;
    }

    private void LeaveFrame()
    {
        if (!_holdsFrame)
            return;
        bool wasElsewhere = _large.Close();
        _holdsFrame = false;
        _reader.Advance();

        // Its sender keeps the memory until it knows.
        if (wasElsewhere)
            _reader.TellTail();
    }

    private void Discard()
    {
        try
        {
            LeaveFrame();
            while (_reader.TryRead(out _, out _))
                _reader.Advance();
        }
        catch (InvalidDataException)
        {
            // The writer's nonsense: the reader takes nothing more from it.
        }
    }

    private long Write(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        Span<byte> place;
        while (!_writer.TryReserve(payload.Length, out place))
        {
            // A parent gets here only in the moment in which its worker moves past frames that were taken back.
            if (!_writer.WaitForSpace(payload.Length, _role is null ? Timeout.InfiniteTimeSpan : RoomPatience))
                throw new InvalidDataException("The worker does not read its frames. (TRM0537)");
        }

        payload.CopyTo(place);
        return _writer.Commit(kind, payload.Length);
    }

    private long WriteElsewhere(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        Span<byte> reference = stackalloc byte[LargeFrames.ReferenceSize];
        SharedMemory lent = LargeFrames.Lend(kind, payload, reference);
        try
        {
            long mark = Write(FrameKind.Elsewhere, reference);
            _large.Keep(mark, lent);
            return mark;
        }
        catch
        {
            lent.Dispose();
            throw;
        }
    }

    // In the worker there is nobody to tell: the exception ends it. Here it must not end in whoever happened to make a call.
    private bool IsReported(Exception error)
    {
        _onBroken?.Invoke(error);
        return _onBroken is not null;
    }
}
