using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Trama.Processes.Functions;

namespace Trama.Processes;

/// <summary>
/// A worker seen from the parent: its process, its channel, and the one call that it runs. One thread of its own starts with the
/// connection, receives until the other side is gone, and then tells the pool of the death.
/// </summary>
/// <remarks>
/// <para>States: starting → idle ⇄ busy → gone; see <c>README.md</c>. The pool decides about starting, idle and busy under its lock.
/// <c>_gate</c> guards the current call; it is taken after the pool's lock, never before it.</para>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The thread that lives with the worker disposes of all it owns when the process is gone.")]
[SuppressMessage("Performance", "CA1859", Justification = "The channel is the seam: a worker must not know which kind it talks through.")]
internal sealed class ProcessWorker
{
    // Longer than any orderly exit takes; a handler of the user's that blocks it is not waited for.
    private static readonly TimeSpan ExitPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan HelloPatience = TimeSpan.FromSeconds(2);

    private readonly ProcessPool _pool;
    private readonly ProcessExecutorOptions _options;
    private readonly CodecSet _codecs;
    private readonly Lock _gate = new();
    private readonly Dictionary<FunctionReference, int> _functions = new(ReferenceEqualityComparer.Instance);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WorkerProcess? _process;
    private WorkerEndpoint? _endpoint;
    private IChannel? _channel;
    private Call? _current;
    private Call? _rest;
    private CallEnding _ending;
    private ITimer? _grace;
    private Exception? _initializerError;
    private long _number;
    private long _calls;
    private bool _hasStarted;
    private bool _isReady;
    private bool _isLate;
    private bool _isStopping;
    private bool _isLeaving;

    public ProcessWorker(ProcessPool pool, int id, ProcessExecutorOptions options, CodecSet codecs)
    {
        _pool = pool;
        Id = id;
        _options = options;
        _codecs = codecs;
    }

    public int Id { get; }

    /// <summary>Guarded by the pool's lock.</summary>
    public WorkerState State { get; set; } = WorkerState.Starting;

    public int? ProcessId => _process?.Id;

    /// <summary>Completes when the process has ended and everything of it is cleaned up.</summary>
    public Task Gone => _gone.Task;

    /// <summary>The calls of the current chunk that wait behind the one that runs, or null.</summary>
    public Call? Rest
    {
        get
        {
            lock (_gate)
                return _rest;
        }
    }

    public WorkerSnapshot Snapshot()
    {
        lock (_gate)
        {
            return new WorkerSnapshot
            {
                Id = Id,
                State = State.ToString().ToLowerInvariant(),
                ProcessId = ProcessId,
                Function = _current?.FunctionName,
                Calls = _calls,
            };
        }
    }

    /// <summary>Starts the process. On the starting thread.</summary>
    public void Start(WorkerCommand command)
    {
        if (Volatile.Read(ref _isStopping))
        {
            _pool.Died(this, new WorkerEnd(WorkerDeath.NeverBorn, null, null, false, CallEnding.None, WasAsked: true));
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

    /// <summary>Runs the first call of the chain that has not ended meanwhile.</summary>
    public RunOutcome TryRun(Call? chain)
    {
        lock (_gate)
        {
            // From the moment in which the worker is given up nobody will ask what it runs: a call that came now would be lost.
            if (_isLeaving)
                return RunOutcome.Leaving;
            Debug.Assert(_current is null, "A worker runs one call at a time.");
            for (; chain is not null; chain = chain.Next)
            {
                // Current first: a cancellation that comes with the start must find the call here.
                _current = chain;
                if (chain.TryStart(Id) && TrySend(chain))
                    return RunOutcome.Running;
            }

            _current = null;
            return RunOutcome.AllEnded;
        }
    }

    /// <summary>Asks the call's function to end, and ends the process if it does not within the grace. Nothing if the call is not here.</summary>
    public void End(Call call, CallEnding ending)
    {
        lock (_gate)
        {
            if (_current != call || _ending != CallEnding.None)
                return;
            _ending = ending;
            var writer = new PayloadWriter(CodecSet.Plain);
            writer.WriteInt64(_number);
            _channel!.Send(FrameKind.Cancel, writer.Written);
            if (_options.Grace > TimeSpan.Zero)
            {
                _grace = _options.TimeProvider.CreateTimer(_ => KillFor(call), null, _options.Grace, Timeout.InfiniteTimeSpan);
                return;
            }
        }

        KillFor(call);
    }

    /// <summary>Ends the process and the call that it runs, at once.</summary>
    public void Kill(CallEnding ending)
    {
        lock (_gate)
        {
            if (_ending == CallEnding.None)
                _ending = ending;
            _isStopping = true;
            _isLeaving = true;
        }

        _process?.Kill();
    }

    /// <summary>Asks the process to exit, now that it has nothing to do, and ends it when it does not.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopping = true;
            _channel?.Send(FrameKind.Stop, default);
        }

        // Not ready yet: nothing runs there but an initialiser, and nothing would hear.
        if (!_isReady)
            _process?.Kill();
        _ = KillUnlessGoneAsync();
    }

    private async Task KillUnlessGoneAsync()
    {
        try
        {
            await Gone.WaitAsync(ExitPatience).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Kill(CallEnding.ShutDown);
        }
    }

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
            _channel?.Dispose();
            _endpoint!.Dispose();
            _process.Dispose();
        }

        _grace?.Dispose();
        if (protocolError is not null)
            death = death with { Reason = $"it sent what is no proper answer ({protocolError}), so the executor killed it." };
        Leave(death);
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

        lock (_gate)
            Send(new PreparedCall(FunctionNaming.Of(initializer), CallSurroundings.Capture(), Measure: false, default), number: 0);
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

    // What can't even be sent (too long for one frame, no memory) is the call's own failure: the worker knows nothing of it.
    private bool TrySend(Call call)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread, "A call is sent in the same breath as it becomes the current one.");
        _rest = call.Next;
        _hasStarted = false;
        _ending = CallEnding.None;
        try
        {
            Send((PreparedCall)call.Prepared!, ++_calls);
            call.Next = null;
            return true;
        }
        catch (Exception error)
        {
            // Elsewhere: the end of a call runs code of the user's, which has no business under this lock.
            _rest = null;
            ThreadPool.UnsafeQueueUserWorkItem(static end => end.call.Fail(end.error), (call, error), preferLocal: false);
            return false;
        }
    }

    private void Send(PreparedCall call, long number)
    {
        _number = number;
        var writer = new PayloadWriter(CodecSet.Plain);
        writer.WriteInt64(_number);
        bool isKnown = _functions.TryGetValue(call.Function, out int function);
        if (!isKnown)
            function = _functions.Count;
        call.WriteTo(writer, function, isKnown);
        if (_current is { } current)
        {
            current.Bytes += call.Arguments.Length;
            if (current.IsStream)
                current.OnItemConsumed = GiveCredit(_number);
        }

        _channel!.Send(FrameKind.Call, writer.Written);

        // Known only now: a call that could not be sent has told the worker nothing.
        if (!isKnown)
            _functions.Add(call.Function, function);
    }

    private Action GiveCredit(long number)
    {
        var writer = new PayloadWriter(CodecSet.Plain);
        writer.WriteInt64(number);
        ReadOnlyMemory<byte> credit = writer.Written;
        return () => _channel!.Send(FrameKind.Credit, credit);
    }

    private void Handle(FrameKind kind, PayloadReader payload)
    {
        long number = payload.ReadInt64();
        if (!_isReady)
        {
            HandleInitializer(kind, payload);
            return;
        }

        if (number != _number || _current is not { } call)
            throw new InvalidDataException($"A frame {kind} names call {number}, but call {_number} is the current one. (TRM0533)");
        switch (kind)
        {
            case FrameKind.Started:
                _hasStarted = true;
                break;
            case FrameKind.Item:
                if (!call.HasEnded)
                    call.ReceiveItem(payload);
                break;
            case FrameKind.Result or FrameKind.Error:
                Conclude(call, kind, payload);
                break;
            default:
                throw new InvalidDataException($"A worker does not send frames {kind}. (TRM0534)");
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

    private void Conclude(Call call, FrameKind kind, PayloadReader payload)
    {
        CallEnding ending;
        Call? rest;
        bool isLeaving;
        lock (_gate)
        {
            ending = _ending;
            _current = null;
            _grace?.Dispose();
            _grace = null;
            isLeaving = _isLeaving;
            rest = isLeaving ? null : _rest;
            if (!isLeaving)
            {
                _rest = null;
                _ending = CallEnding.None;
            }
        }

        try
        {
            Settle(call, ending, kind, payload);
        }
        catch (Exception error)
        {
            // An answer that can't be read is an answer: the call must not wait for another.
            call.Fail(error);
        }

        // A worker that is being killed keeps the rest of its chunk until it is dead: its death puts it back.
        if (!isLeaving)
            GoOn(rest);
    }

    private void GoOn(Call? rest)
    {
        RunOutcome outcome = rest is null ? RunOutcome.AllEnded : _pool.IsSpent(_calls) ? RunOutcome.Leaving : TryRun(rest);
        if (outcome != RunOutcome.Running)
            _pool.Free(this, _calls, outcome == RunOutcome.Leaving ? rest : null);
    }

    private void Settle(Call call, CallEnding ending, FrameKind kind, PayloadReader payload)
    {
        long cpuTicks = payload.ReadInt64();
        if (cpuTicks >= 0)
            call.CpuTime = TimeSpan.FromTicks(cpuTicks);
        call.Bytes += payload.Remaining;
        if (ending == CallEnding.TimedOut)
            call.TimeOut();
        else if (kind == FrameKind.Error)
            call.Fail(ExceptionTable.Rebuild(RemoteError.Read(ref payload), _options.ExceptionCodec));
        else
            call.EndWithPayload(payload);
    }

    private void KillFor(Call call)
    {
        lock (_gate)
        {
            // Given up under the lock: the call may end in this moment, and no other may start on a process that is about to be killed.
            if (_current != call)
                return;
            _isLeaving = true;
        }

        _process!.Kill();
    }

    private void Leave(WorkerDeath death)
    {
        Call? current;
        Call? rest;
        lock (_gate)
        {
            _isLeaving = true;
            current = _current;
            rest = _rest;
            _current = null;
            _rest = null;
        }

        if (!_isReady && !_isStopping)
            _pool.StartFailed(this, StartFailure(death), _initializerError, death.IsKillFromOutside);
        else
            _pool.Died(this, new WorkerEnd(death, current, rest, _hasStarted, _ending, _isStopping));
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
