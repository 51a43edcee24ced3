using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Trama.Processes.Shared;

namespace Trama.Processes.Worker;

/// <summary>A worker's conversation with its parent: calls run one after the other on the thread that serves.</summary>
[RequiresUnreferencedCode(ProcessExecutor.NeedsReflection)]
[RequiresDynamicCode(ProcessExecutor.NeedsReflection)]
internal sealed class WorkerSession : ICallOutlet
{
    // For results. There may be many workers, and most have small results.
    private const long MostKept = 128L << 20;

    // Calls are numbered from 1, an initialiser has 0.
    private const long NoCall = -1;

    private readonly WorkerLink _link;
    private readonly CodecSet _codecs;
    private readonly CallRunner _runner;
    private readonly CallAnswer _answer;
    private readonly PayloadWriter _started = new(CodecSet.Plain);
    private readonly Lock _gate = new();
    private IncomingCall? _current;
    private IncomingCall? _last;
    private long _cancelAhead;

    private WorkerSession(SocketChannel socket, IChannel channel, Handshake handshake)
    {
        SegmentPool? segments = channel == socket ? null : new SegmentPool(mostKept: MostKept);
        _codecs = new CodecSet(Make<IPayloadCodec>(handshake.PayloadCodec), segments);
        _runner = new CallRunner(_codecs, Make<IExceptionCodec>(handshake.ExceptionCodec));
        _answer = new CallAnswer(_codecs);
        _link = new WorkerLink(socket, channel, OnControl);
    }

    public static WorkerSession Connect(Handshake handshake)
    {
        var socket = new SocketChannel(WorkerEndpoint.Connect(handshake.Address));
        IChannel channel = OpenRings(socket, handshake) ?? (IChannel)socket;
        var hello = new PayloadWriter(CodecSet.Plain);
        hello.WriteInt32(Handshake.Version);
        hello.WriteBytes(handshake.Token);
        hello.WriteByte(channel == socket ? (byte)0 : (byte)1);
        socket.Send(FrameKind.Hello, hello.Written.Span);
        return new WorkerSession(socket, channel, handshake);
    }

    /// <inheritdoc/>
    void ICallOutlet.Send(FrameKind kind, ReadOnlySpan<byte> payload) => _link.Send(kind, payload);

    /// <inheritdoc/>
    void ICallOutlet.SendInBurst(FrameKind kind, ReadOnlySpan<byte> payload) => _link.SendInBurst(kind, payload);

    /// <summary>Runs calls until the parent says stop.</summary>
    public void Serve()
    {
        while (_link.TryReceive(out FrameKind kind, out ReadOnlySpan<byte> payload))
            Handle(kind, payload);
    }

    // Not a part of the loop: its variables would keep the bytes of a large call alive for as long as the worker waits for the next.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Handle(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        var reader = new PayloadReader(payload, _codecs);
        if (kind == FrameKind.Function)
            _runner.Define(reader);
        else if (kind == FrameKind.Prepare)
            _runner.Prepare((int)reader.ReadInt64(), NewCall(NoCall), _answer);
        else if (kind is FrameKind.Call or FrameKind.Chunk)
            Run(kind, NewCall(reader.ReadInt64()), payload[sizeof(long)..]);
        else
            throw new InvalidDataException($"A parent does not send frames {kind}. (TRM0535)");
    }

    // A worker that may not open its parent's memory (another namespace, hardened /proc) says so, and both use the socket.
    private static RingChannel? OpenRings(SocketChannel socket, Handshake handshake)
    {
        if (handshake.Rings is not { } address || address.Length != RingChannel.MemorySize)
            return null;
        try
        {
            return RingChannel.OfWorker(socket, SharedMemory.Open(address, readOnly: false));
        }
        catch (SharedMemoryException)
        {
            return null;
        }
    }

    private static T? Make<T>(string? type)
        where T : class =>
        type is null ? null : (T)Activator.CreateInstance(Type.GetType(type, throwOnError: true)!)!;

    private IncomingCall NewCall(long number) =>
        _last?.TryReuse(number) == true ? _last : _last = new IncomingCall(number, _codecs, this);

    private void Run(FrameKind kind, IncomingCall call, ReadOnlySpan<byte> body)
    {
        Begin(call);
        bool succeeded = kind == FrameKind.Chunk
            ? _runner.RunChunk(call, body, _answer)
            : _runner.Run(call, body, _answer);
        lock (_gate)
            _current = null;
        _link.Send(succeeded ? FrameKind.Result : FrameKind.Error, _answer.Written.Span);
        if (!_runner.HoldsFor(call.Number))
            return;
        _started.Clear();
        _started.WriteInt64(call.Number);
        _link.Send(FrameKind.Holding, _started.Written.Span);
    }

    private void Begin(IncomingCall call)
    {
        lock (_gate)
        {
            _current = call;
            if (_cancelAhead == call.Number)
                call.Cancel();
        }

        // Said before anything of the call is touched: a death while its arguments are read is the call's own.
        if (!_link.MustTellStart)
            return;
        _started.Clear();
        _started.WriteInt64(call.Number);
        // Where a result is still on its way, the news waits behind it: the function begins when the parent will see it in any case.
        _link.SendInBurst(FrameKind.Started, _started.Written.Span);
    }

    private void OnControl(FrameKind kind, PayloadReader payload)
    {
        long number = payload.ReadInt64();
        if (kind == FrameKind.Taken)
        {
            _runner.Taken(number);
            return;
        }

        lock (_gate)
        {
            // A cancellation may overtake its call, which comes another way: it is kept for the one that has not begun yet.
            if (_current?.Number != number)
                _cancelAhead = kind is FrameKind.Cancel or FrameKind.EndChunk ? Math.Max(number, _cancelAhead) : _cancelAhead;
            else if (kind == FrameKind.EndChunk)
                _current.EndChunk();
            else if (kind == FrameKind.Cancel)
                _current.Cancel();
            else if (kind == FrameKind.ReportsTaken)
                _current.AddReportRoom(payload.ReadInt32());
            else
                _current.AddCredit();
        }
    }
}
