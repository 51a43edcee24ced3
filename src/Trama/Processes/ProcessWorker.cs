using System.Diagnostics.CodeAnalysis;
using Trama.Processes.Functions;
using Trama.Processes.Shared;

namespace Trama.Processes;

/// <summary>
/// A worker seen from the parent: its process, its channel, and the calls that lie there. <c>ProcessWorker.Answers.cs</c> has what its frames
/// mean, <c>ProcessWorker.Life.cs</c> its start and its end.
/// </summary>
/// <remarks>
/// <para>States: starting → idle ⇄ busy → gone; see <c>README.md</c>. The pool decides about starting, idle and busy under its lock.
/// <c>_gate</c> guards the calls that lie at the worker; the pool's lock is taken inside it, never around it, and never two of them.</para>
/// <para>Invariants, under <c>_gate</c>: the calls in <c>_sent</c> are in the order in which the worker will answer them; the first one
/// runs, those behind it are <em>sent</em> (<see cref="Call.TrySend"/>); an idle worker has none.</para>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The thread that lives with the worker disposes of all it owns when the process is gone.")]
[SuppressMessage("Performance", "CA1859", Justification = "The channel is the seam: a worker must not know which kind it talks through.")]
internal sealed partial class ProcessWorker
{
    private readonly ProcessPool _pool;
    private readonly ProcessExecutorOptions _options;
    private readonly CodecSet _codecs;
    private readonly Lock _gate = new();
    private readonly Deque<SentCall> _sent = new();
    private readonly Pace _pace = new();
    private readonly Call?[] _fetched = new Call?[MostFetched];
    private readonly PayloadWriter _frame;
    private readonly Dictionary<FunctionReference, int> _functions = new(ReferenceEqualityComparer.Instance);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WorkerProcess? _process;
    private WorkerEndpoint? _endpoint;
    private SharedMemory? _rings;
    private SocketChannel? _socket;
    private IChannel? _channel;
    private Exception? _initializerError;
    private string? _distrust;
    private CallEnding _killedFor;
    private long _number;
    private long _taken;
    private int _ahead;
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
        _frame = new PayloadWriter(codecs);
    }

    public int Id { get; }

    /// <summary>Guarded by the pool's lock.</summary>
    public WorkerState State { get; set; } = WorkerState.Starting;

    public int? ProcessId => _process?.Id;

    /// <summary>The kind of its channel, or null while there is none.</summary>
    public string? ChannelName => _channel?.Name;

    /// <summary>Completes when the process has ended and everything of it is cleaned up.</summary>
    public Task Gone => _gone.Task;

    /// <summary>How many calls lie here behind the one that runs. A glance, without the lock.</summary>
    public int Ahead => Volatile.Read(ref _ahead);

    /// <summary>So many calls more are on their way to it. Called with its lock held.</summary>
    public void ExpectAhead(int calls) => Volatile.Write(ref _ahead, _ahead + calls);

    public WorkerSnapshot Snapshot()
    {
        lock (_gate)
        {
            return new WorkerSnapshot
            {
                Id = Id,
                State = State.ToString().ToLowerInvariant(),
                ProcessId = ProcessId,
                Function = _sent.Count > 0 ? _sent[0].Call?.FunctionName : null,
                Calls = _taken,
            };
        }
    }

    /// <summary>Ends the process and the call that it runs, at once.</summary>
    public void Kill(CallEnding ending)
    {
        lock (_gate)
        {
            if (_killedFor == CallEnding.None)
                _killedFor = ending;
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
            _channel?.Flush();
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
}
