using Trama.Processes.Shared;

namespace Trama.Processes;

internal sealed partial class ProcessWorker
{
    // Longer than any orderly exit takes; a handler of the user's that blocks it is not waited for.
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(5);

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
            _rings = NewRings();
            Handshake handshake = NewHandshake(_endpoint.Address);
            _process = WorkerProcess.Start(command, _options, handshake, OnLine, OnProcessExit);
            new Thread(() => Live(handshake)) { IsBackground = true, Name = $"Trama {_pool.Name} worker {Id}" }.UnsafeStart();
        }
        catch (Exception error)
        {
            // Whatever it was (no program, no descriptors, no memory for a thread): the starting thread serves other pools too.
            _process?.Kill();
            _endpoint?.Dispose();
            _rings?.Dispose();
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

    private void Live(Handshake handshake)
    {
        WorkerDeath death;
        WorkerProcess process = _process!;
        ITimer deadline = _options.TimeProvider.CreateTimer(_ => EndStart(), null, _options.StartTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            if (TryConnect(handshake) && TryPlace())
                Converse();
        }
        catch (Exception error)
        {
            Distrust(error);
        }
        finally
        {
            deadline.Dispose();
            Abandon();
            death = process.AwaitDeath(TimeSpan.FromSeconds(2));
        }

        if (_distrust is { } reason)
            death = death with { Reason = reason };
        Leave(Explain(death));
        SharedMappings.Instance.ForgetSegmentsOf(death.ProcessId);
        _channel?.Dispose();
        _gauge?.Dispose();
        _rings?.Dispose();
        _endpoint!.Dispose();
        process.Dispose();
        _gone.TrySetResult();
    }

    private void Converse()
    {
        if (_channel == _socket)
        {
            Initialize();
            ReceiveAll();
            return;
        }

        // The socket's end is the worker's: nothing more will be written into the rings then.
        // Before the worker is ready: a thread that can't be had must not cost a call.
        var answers = new Thread(ReceiveAll) { IsBackground = true, Name = $"Trama {_pool.Name} answers of worker {Id}" };
        answers.UnsafeStart();
        try
        {
            Initialize();
            while (_socket!.TryReceive(out FrameKind kind, out _))
            {
                if (kind != FrameKind.Pong)
                    throw new InvalidDataException($"A worker does not send frames {kind} over the socket. (TRM0534)");
                HandlePong();
            }
        }
        finally
        {
            _channel!.StopReceiving();
            answers.Join();
        }
    }

    private void ReceiveAll()
    {
        try
        {
            while (_channel!.TryReceive(out FrameKind kind, out ReadOnlySpan<byte> payload))
            {
                Handle(kind, new PayloadReader(payload, _codecs));

                // A socket does not tell when it is empty.
                if (_channel == _socket)
                    OnDry();
            }
        }
        catch (Exception error)
        {
            Distrust(error);
        }
    }

    // Whatever a frame did, this worker can't be trusted any more; its calls must still come to an end.
    private void Distrust(Exception error)
    {
        string reason = error is OutOfMemoryException or ThreadStartException
            ? $"this process had not what it takes to listen to it ({error.Message}), so the executor killed it."
            : $"it sent what is no proper answer ({error.Message}), so the executor killed it.";
        Interlocked.CompareExchange(ref _distrust, reason, null);
        lock (_gate)
            _isLeaving = true;
        _process!.Kill();
    }

    // The worker has closed its end. How it died takes a while to find out; what it has not begun, and now can't, goes to others at once.
    private void Abandon()
    {
        if (!_isReady)
            return;
        List<Call> calls = [];
        lock (_gate)
        {
            _isLeaving = true;
            GiveBackCore(keep: 0, calls);
        }

        _pool.Lost(this, calls);
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
            + (death.StandardErrorTail.Length > 0 ? $" Its last words: {LineTail.Summary(death.StandardErrorTail)}." : "")
            + (death.LackedAddresses
                ? " The runtime did not get the memory that it starts with. A limit of address space (ulimit -v, RLIMIT_AS) must leave it"
                    + " some gigabytes, for it reserves far more than it uses; HardMemoryLimit limits what is used."
                : "");

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
        _socket?.StopReceiving();
        if (_socket is null)
            _endpoint!.Dispose();
    }
}
