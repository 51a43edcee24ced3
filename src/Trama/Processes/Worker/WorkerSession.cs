using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Trama.Processes.Worker;

/// <summary>
/// A worker's connection to its parent. One thread receives, so that a cancellation arrives while a call runs, and ends the process when
/// the parent is gone; calls run one after the other on the thread that serves.
/// </summary>
[RequiresUnreferencedCode(ProcessExecutor.NeedsReflection)]
[RequiresDynamicCode(ProcessExecutor.NeedsReflection)]
[SuppressMessage("Design", "CA1001", Justification = "It ends with its process: a channel closed sooner would look as if the parent had gone.")]
internal sealed class WorkerSession
{
    private readonly IChannel _channel;
    private readonly CodecSet _codecs;
    private readonly CallRunner _runner;
    private readonly BlockingCollection<IncomingCall?> _calls = [];
    private readonly Lock _gate = new();
    private IncomingCall? _current;

    private WorkerSession(IChannel channel, Handshake handshake)
    {
        _channel = channel;
        _codecs = new CodecSet(Make<IPayloadCodec>(handshake.PayloadCodec));
        _runner = new CallRunner(_codecs, Make<IExceptionCodec>(handshake.ExceptionCodec));
    }

    public static WorkerSession Connect(Handshake handshake)
    {
        var channel = new SocketChannel(WorkerEndpoint.Connect(handshake.Address));
        var session = new WorkerSession(channel, handshake);
        var hello = new PayloadWriter(CodecSet.Plain);
        hello.WriteInt32(Handshake.Version);
        hello.WriteBytes(handshake.Token);
        channel.Send(FrameKind.Hello, hello.Written);
        new Thread(session.Receive) { IsBackground = true, Name = "Trama channel" }.UnsafeStart();
        return session;
    }

    /// <summary>Runs calls until the parent says stop.</summary>
    public void Serve()
    {
        foreach (IncomingCall? call in _calls.GetConsumingEnumerable())
        {
            if (call is null)
                return;
            Run(call);
        }
    }

    private static T? Make<T>(string? type)
        where T : class =>
        type is null ? null : (T)Activator.CreateInstance(Type.GetType(type, throwOnError: true)!)!;

    private void Run(IncomingCall call)
    {
        // Said before anything of the call is touched: a death while its arguments are read is the call's own.
        _channel.Send(FrameKind.Started, Numbered(call.Number).Written);
        var answer = new CallAnswer(call.Number, _codecs);
        bool succeeded = _runner.Run(call, answer, item => SendItem(call, item));
        lock (_gate)
            _current = null;
        _channel.Send(succeeded ? FrameKind.Result : FrameKind.Error, answer.Written);
    }

    private void SendItem(IncomingCall call, Action<PayloadWriter> write)
    {
        PayloadWriter writer = Numbered(call.Number);
        write(writer);
        _channel.Send(FrameKind.Item, writer.Written);
    }

    private PayloadWriter Numbered(long number)
    {
        var writer = new PayloadWriter(_codecs);
        writer.WriteInt64(number);
        return writer;
    }

    private void Receive()
    {
        try
        {
            while (_channel.TryReceive(out FrameKind kind, out ReadOnlySpan<byte> payload))
                Handle(kind, payload);
        }
        catch (Exception error)
        {
            StandardStreams.WriteLine($"Trama worker: {error.Message}", isError: true);
        }

        EndWithParent();
    }

    private void Handle(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        if (kind == FrameKind.Stop)
        {
            _calls.Add(null);
            return;
        }

        var reader = new PayloadReader(payload, _codecs);
        long number = reader.ReadInt64();
        if (kind == FrameKind.Call)
        {
            var call = new IncomingCall(number, payload[sizeof(long)..].ToArray());
            lock (_gate)
                _current = call;
            _calls.Add(call);
            return;
        }

        IncomingCall? current;
        lock (_gate)
            current = _current?.Number == number ? _current : null;
        if (kind == FrameKind.Cancel)
            current?.Cancel();
        else if (kind == FrameKind.Credit)
            current?.AddCredit();
        else
            throw new InvalidDataException($"A parent does not send frames {kind}. (TRM0535)");
    }

    // The parent has closed or died: nobody wants what runs here. A kill, not an exit: Environment.Exit waits for callbacks, and the
    // function that runs may never let them come to an end. The group goes along, if this process leads one.
    private static void EndWithParent()
    {
        if (!OperatingSystem.IsWindows())
            Interop.Signal(-Environment.ProcessId, Interop.SignalKill);
        Process.GetCurrentProcess().Kill();
    }
}
