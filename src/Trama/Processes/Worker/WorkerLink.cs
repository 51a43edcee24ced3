using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Trama.Processes.Worker;

/// <summary>
/// A worker's two ways to its parent: calls and answers go over the channel; what the parent says of a running call comes over the socket,
/// whose end also is the news of the parent's. Where there is no other channel, the socket is both. One thread receives from the socket, so
/// that a cancellation arrives while a call runs, and ends the process when the parent is gone.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "It ends with its process: a channel closed sooner would look as if the parent had gone.")]
internal sealed class WorkerLink
{
    private readonly SocketChannel _socket;
    private readonly IChannel _channel;
    private readonly Action<FrameKind, PayloadReader> _onControl;
    private readonly Lock _gate = new();
    private readonly BlockingCollection<(FrameKind Kind, byte[] Payload)>? _calls;
    private readonly LateWaking? _waking;

    public WorkerLink(SocketChannel socket, IChannel channel, Action<FrameKind, PayloadReader> onControl)
    {
        _socket = socket;
        _channel = channel;
        _onControl = onControl;
        _calls = channel == socket ? [] : null;
        _waking = channel == socket ? null : new LateWaking(Flush);
        new Thread(Listen) { IsBackground = true, Name = "Trama channel" }.UnsafeStart();
    }

    /// <summary>Whether the parent must be told that a call begins.</summary>
    public bool MustTellStart => !_channel.CanTakeBack;

    /// <summary>Sends a frame and wakes the parent for it. From any thread.</summary>
    public void Send(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            _channel.Send(kind, payload);
            _channel.Flush();
        }
    }

    /// <summary>
    /// Sends a frame that others will follow soon: the parent is woken for all of them together, by the next <see cref="Send"/> or about a
    /// millisecond from now. It can see each when this returns, also if this process ends in the next moment.
    /// </summary>
    public void SendInBurst(FrameKind kind, ReadOnlySpan<byte> payload)
    {
        lock (_gate)
        {
            _channel.Send(kind, payload);
            _channel.Show();
        }

        _waking?.Note();
    }

    /// <summary>Waits for the next call, or function. False: the parent says stop. The payload is valid until the next call.</summary>
    public bool TryReceive(out FrameKind kind, out ReadOnlySpan<byte> payload)
    {
        if (_calls is null)
            return _channel.TryReceive(out kind, out payload);

        // The last call's bytes are garbage while this waits.
        payload = default;
        bool hasCall = _calls.TryTake(out (FrameKind Kind, byte[] Payload) call, Timeout.Infinite);
        kind = call.Kind;
        payload = call.Payload;
        return hasCall;
    }

    private void Flush()
    {
        lock (_gate)
            _channel.Flush();
    }

    private void Listen()
    {
        try
        {
            while (_socket.TryReceive(out FrameKind kind, out ReadOnlySpan<byte> payload))
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
        if (_calls is not null && kind is (FrameKind.Call or FrameKind.Chunk or FrameKind.Function or FrameKind.Prepare))
            _calls.Add((kind, payload.ToArray()));
        else if (kind is FrameKind.Cancel or FrameKind.EndChunk or FrameKind.Credit or FrameKind.Taken or FrameKind.ReportsTaken)
            _onControl(kind, new PayloadReader(payload, CodecSet.Plain));
        else if (kind == FrameKind.Ping)
            _socket.Send(FrameKind.Pong, default);
        else if (kind == FrameKind.Rest)
            IdleMemory.GiveBack(payload is [var step] ? (RestStep)step : RestStep.First);
        else if (kind == FrameKind.Stop)
            Stop();
        else
            throw new InvalidDataException($"A parent does not send frames {kind} here. (TRM0535)");
    }

    private void Stop()
    {
        if (_calls is null)
            _channel.StopReceiving();
        else
            _calls.CompleteAdding();
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
