using System.Net.Sockets;
using Trama.Processes.Functions;

namespace Trama.Processes;

internal sealed partial class ProcessWorker
{
    // Longer than any orderly exit takes; a handler of the user's that blocks it is not waited for.
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan HelloPatience = TimeSpan.FromSeconds(2);

    /// <summary>Starts the process. On the starting thread.</summary>
    public void Start(WorkerCommand command)
    {
        if (Volatile.Read(ref _isStopping))
        {
            _pool.Died(this, new WorkerEnd(WorkerDeath.NeverBorn, [], WasAsked: true));
            _gone.TrySetResult();
            return;
        }

        try
        {
            _endpoint = new WorkerEndpoint();
            Handshake handshake = NewHandshake(_endpoint.Address);
            _process = WorkerProcess.Start(command, _options, handshake, OnLine, OnProcessExit);
            new Thread(() => Live(handshake)) { IsBackground = true, Name = $"Trama {_pool.Name} worker {Id}" }.UnsafeStart();
        }
        catch (Exception error)
        {
            // Whatever it was (no program, no descriptors, no memory for a thread): the starting thread serves other pools too.
            _process?.Kill();
            _endpoint?.Dispose();
            _pool.StartFailed(this, $"its process can't be started: {error.Message}", null);
            _gone.TrySetResult();
            return;
        }

        // A stop that came while the process was being started found no process to end.
        if (Volatile.Read(ref _isStopping))
            _process.Kill();
    }

    /// <summary>The worker was given up before its start.</summary>
    public void NeverStart() => _gone.TrySetResult();

    private Handshake NewHandshake(string address) => new()
    {
        Address = address,
        Token = Handshake.NewToken(),
        ParentId = Environment.ProcessId,
        Worker = Id,
        Executor = _pool.Name,
        Depth = WorkerContext.Depth + 1,
        PayloadCodec = _options.PayloadCodec?.GetType().AssemblyQualifiedName,
        ExceptionCodec = _options.ExceptionCodec?.GetType().AssemblyQualifiedName,
    };

    private void Live(Handshake handshake)
    {
        WorkerDeath death;
        string? protocolError = null;
        ITimer deadline = _options.TimeProvider.CreateTimer(_ => EndStart(), null, _options.StartTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            if (TryConnect(handshake))
            {
                Initialize();
                while (_channel!.TryReceive(out FrameKind kind, out ReadOnlySpan<byte> payload))
                    Handle(kind, new PayloadReader(payload, _codecs));
            }
        }
        catch (Exception error)
        {
            // Whatever a frame did, this worker can't be trusted any more; its calls must still come to an end.
            protocolError = error.Message;
            _process!.Kill();
        }
        finally
        {
            deadline.Dispose();
            death = _process!.AwaitDeath(TimeSpan.FromSeconds(2));
        }

        if (protocolError is not null)
            death = death with { Reason = $"it sent what is no proper answer ({protocolError}), so the executor killed it." };
        Leave(death);
        _channel?.Dispose();
        _endpoint!.Dispose();
        _process.Dispose();
        _gone.TrySetResult();
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
                if (IsOurs(channel, handshake))
                {
                    socket.ReceiveTimeout = 0;
                    lock (_gate)
                        _channel = channel;
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

    private static bool IsOurs(SocketChannel channel, Handshake handshake)
    {
        if (!channel.TryReceive(out FrameKind kind, out ReadOnlySpan<byte> payload) || kind != FrameKind.Hello)
            return false;
        var reader = new PayloadReader(payload, CodecSet.Plain);
        return reader.ReadInt32() == Handshake.Version
            && System.Security.Cryptography.CryptographicOperations.FixedTimeEquals(reader.Take(Handshake.TokenSize), handshake.Token);
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
            Transmit(prepared, number: 0);
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

    private void Leave(WorkerDeath death)
    {
        List<LeftCall> left = [];
        lock (_gate)
        {
            _isLeaving = true;
            for (; _sent.Count > 0; _sent.RemoveFirst())
            {
                SentCall sent = _sent[0];
                sent.Grace?.Dispose();
                CallEnding ending = sent.Ending != CallEnding.None ? sent.Ending : _killedFor;
                if (sent.Call is { } call)
                    left.Add(new LeftCall(call, sent.SaidStarted || _channel!.HasBegun(sent.Mark), ending));
            }

            _ahead = 0;
        }

        if (!_isReady && !_isStopping)
            _pool.StartFailed(this, StartFailure(death), _initializerError, death.IsKillFromOutside);
        else
            _pool.Died(this, new WorkerEnd(death, left, _isStopping));
    }

    private string StartFailure(WorkerDeath death) =>
        _initializerError is not null
            ? "its initialiser failed."
            : (_isLate
                ? $"worker process {death.ProcessId} was not ready within {_options.StartTimeout.TotalSeconds:0.###} s."
                : $"worker process {death.ProcessId} ended before it was ready: {death.Reason}")
            + (death.StandardErrorTail.Length > 0 ? $" Its last words: {LineTail.Summary(death.StandardErrorTail)}" : "");

    private void OnLine(string line, bool isError)
    {
        if (_options.Output == WorkerOutputMode.Forward)
            StandardStreams.WriteLine(line, isError);
        if (_pool.Events.IsListening)
            _pool.Events.Emit(new ExecutorEvent.WorkerOutput(_pool.Name, _pool.Events.Now, Id, line, isError));
    }

    private void OnProcessExit()
    {
        // A child of the worker's may hold the socket open; what has arrived is still read, and then it ends.
        _channel?.StopReceiving();
        if (_channel is null)
            _endpoint!.Dispose();
    }
}
