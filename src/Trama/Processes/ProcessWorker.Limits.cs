using System.Globalization;
using Trama.Processes.Life;

namespace Trama.Processes;

/// <content>What a worker may take and how it is watched: memory, and signs of life.</content>
internal sealed partial class ProcessWorker
{
    // Between two calls that follow each other at once: often enough for a leak, and nothing for calls of microseconds.
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(10);

    private MemoryGauge? _gauge;
    private KillCause? _cause;
    private string? _retires;
    private long _lookedAt;
    private bool _awaitsPong;
    private int _looksWithoutPong;

    /// <summary>When it became idle. Guarded by the pool's lock.</summary>
    public long IdleSince { get; set; }

    private bool WatchesMemory => (_options.SoftMemoryLimit ?? _options.HardMemoryLimit) is not null;

    /// <summary>
    /// Asks the process whether it is there. If it has not answered the last time, and for as many looks as a hung one is given, it is
    /// killed.
    /// </summary>
    public void Beat()
    {
        List<Call> spared = [];
        lock (_gate)
        {
            if (_isLeaving || _socket is null)
                return;
            if (!_awaitsPong)
            {
                _awaitsPong = true;
                _looksWithoutPong = 0;
                _socket.Send(FrameKind.Ping, default);
                return;
            }

            if (++_looksWithoutPong < Heartbeat.LooksWithoutAnswer)
                return;
            LeaveCore(spared);
        }

        KillBecause(new KillCause(
            $"it hung: it did not answer within the HeartbeatTimeout of {_options.HeartbeatTimeout.TotalSeconds:0.###} s, "
            + "so the executor killed it."));
        _pool.PutBack(spared);
    }

    /// <summary>Kills the process if it holds more memory than the hard limit.</summary>
    public void CheckHardLimit()
    {
        List<Call> spared = [];
        long held;
        lock (_gate)
        {
            if (_isLeaving || _options.HardMemoryLimit is not { } limit || (held = Gauge.Read()) <= limit)
                return;

            LeaveCore(spared);
        }

        KillBecause(new KillCause(
            $"it held {Mebibytes(held)} of memory, more than its HardMemoryLimit of {Mebibytes(_options.HardMemoryLimit!.Value)}, "
            + "so the executor killed it.",
            IsMemory: true));
        _pool.PutBack(spared);
    }

    // Under the lock, and before the kill: the call that runs may end in this moment, and none may start in its place.
    private void LeaveCore(List<Call> spared)
    {
        _isLeaving = true;
        GiveBackCore(keep: 1, spared);
    }

    private MemoryGauge Gauge => _gauge ??= new MemoryGauge(_process!.Id);

    // Only a death that is this kill: the process may have been quicker.
    private WorkerDeath Explain(WorkerDeath death) =>
        _cause is { } cause && death.Signal is "SIGKILL" or null
            ? death with { Reason = cause.Reason, OutOfMemory = death.OutOfMemory || cause.IsMemory }
            : death;

    private void KillBecause(KillCause cause)
    {
        Interlocked.CompareExchange(ref _cause, cause, null);
        _process!.Kill();
    }

    private bool TryPlace()
    {
        if (Placement.Apply(_process!.Id, _options) is not { } error)
            return true;
        KillBecause(new KillCause(error));
        return false;
    }

    private void HandlePong()
    {
        lock (_gate)
            _awaitsPong = false;
    }

    private bool IsSpent() => _retires is not null || _pool.IsSpent(_taken);

    /// <summary>Whether the call that has just ended left the worker with too much memory. Under the worker's lock.</summary>
    private bool NoticeMemory(Call call)
    {
        if (!WatchesMemory || _retires is not null || _isLeaving)
            return false;
        long now = _options.TimeProvider.GetTimestamp();
        if (_sent.Count > 0 && _options.TimeProvider.GetElapsedTime(_lookedAt, now) < LookEvery)
            return false;
        _lookedAt = now;

        // Above the hard limit alone it must go as well: it would be killed in the middle of its next call.
        long limit = _options.SoftMemoryLimit ?? _options.HardMemoryLimit!.Value;
        long held = Gauge.Read();
        if (held <= limit)
            return false;
        string name = _options.SoftMemoryLimit is null ? nameof(_options.HardMemoryLimit) : nameof(_options.SoftMemoryLimit);
        _retires = $"it held {Mebibytes(held)} of memory after '{call.FunctionName}', more than its {name} of {Mebibytes(limit)}";
        return true;
    }

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0 / 1024.0:0.#} MiB");
}
