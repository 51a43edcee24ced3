using System.Net.Sockets;
using System.Security.Cryptography;
using Trama.Processes.Functions;
using Trama.Processes.Shared;

namespace Trama.Processes;

/// <content>From a process that was started to a worker that is ready.</content>
internal sealed partial class ProcessWorker
{
    private static readonly TimeSpan HelloPatience = TimeSpan.FromSeconds(2);

    private Handshake NewHandshake(string address) => new()
    {
        Address = address,
        Token = Handshake.NewToken(),
        ParentId = Environment.ProcessId,
        Worker = Id,
        Executor = _pool.Name,
        Rings = _rings?.Address,
        Depth = WorkerContext.Depth + 1,
        PayloadCodec = _options.PayloadCodec?.GetType().AssemblyQualifiedName,
        ExceptionCodec = _options.ExceptionCodec?.GetType().AssemblyQualifiedName,
    };

    // Without memory to share (another system, a full machine) calls go over the socket, as slowly as that is.
    private SharedMemory? NewRings()
    {
        if (_options.UseSocket || !SharedMemory.IsSupported)
            return null;
        try
        {
            return SharedMemory.Create("trama-rings", RingChannel.MemorySize);
        }
        catch (SharedMemoryException)
        {
            return null;
        }
    }

    private bool TryConnect(Handshake handshake)
    {
        try
        {
            while (true)
            {
                Socket socket = _endpoint!.Accept();
                var channel = new SocketChannel(socket);

                // Somebody who connects and says nothing must not keep the worker out.
                socket.ReceiveTimeout = (int)HelloPatience.TotalMilliseconds;
                if (IsOurs(channel, handshake, out bool usesRings))
                {
                    socket.ReceiveTimeout = 0;
                    Use(channel, usesRings);
                    return true;
                }

                channel.Dispose();
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private void Use(SocketChannel socket, bool usesRings)
    {
        lock (_gate)
        {
            _socket = socket;
            _channel = usesRings && _rings is not null ? RingChannel.OfParent(socket, _rings, OnDry, Distrust) : socket;
        }

        if (usesRings)
            return;
        _rings?.Dispose();
        _codecs.LendNothing();
    }

    private static bool IsOurs(SocketChannel channel, Handshake handshake, out bool usesRings)
    {
        usesRings = false;
        try
        {
            return Greets(channel, handshake, out usesRings);
        }
        catch (InvalidDataException)
        {
            // Whatever that was: not a worker's greeting, and no reason to give up the one that is still to come.
            return false;
        }
    }

    private static bool Greets(SocketChannel channel, Handshake handshake, out bool usesRings)
    {
        usesRings = false;
        if (!channel.TryReceive(out FrameKind kind, out ReadOnlySpan<byte> payload) || kind != FrameKind.Hello)
            return false;
        var reader = new PayloadReader(payload, CodecSet.Plain);
        if (reader.ReadInt32() != Handshake.Version
            || !CryptographicOperations.FixedTimeEquals(reader.Take(Handshake.TokenSize), handshake.Token))
            return false;
        usesRings = reader.ReadByte() != 0;
        return true;
    }

    // The initialiser is the call with the number 0; without one the worker is ready as it is.
    private void Initialize()
    {
        if (_options.Initializer is not { } initializer)
        {
            BecomeReady();
            return;
        }

        var prepared = PreparedCall.OfInitializer(initializer);
        lock (_gate)
        {
            TryTransmit(call: null, prepared, number: 0, out _);
            _channel!.Flush();
        }
    }

    private void HandleInitializer(FrameKind kind, PayloadReader payload)
    {
        if (kind == FrameKind.Result)
        {
            BecomeReady();
        }
        else if (kind == FrameKind.Error)
        {
            payload.ReadInt64();
            _initializerError = ExceptionTable.Rebuild(RemoteError.Read(ref payload), _options.ExceptionCodec);
            _process!.Kill();
        }
        else if (kind != FrameKind.Started)
        {
            throw new InvalidDataException($"A worker does not send frames {kind} while it starts. (TRM0534)");
        }
    }

    // The start's deadline: a process that neither connects nor dies, or an initialiser without end.
    private void EndStart()
    {
        lock (_gate)
        {
            if (_isReady)
                return;
            _isLate = true;
            _isLeaving = true;
        }

        _process!.Kill();
        _endpoint!.Dispose();
    }

    private void BecomeReady()
    {
        lock (_gate)
        {
            if (_isLeaving)
                return;
            _isReady = true;
        }

        _pool.Ready(this);
    }
}
