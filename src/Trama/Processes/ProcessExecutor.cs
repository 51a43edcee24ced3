using System.Diagnostics.CodeAnalysis;
using Trama.Processes.Functions;
using Trama.Processes.Shared;
using Trama.Running.Mapping;

namespace Trama;

/// <summary>
/// Runs each call in a worker process: a crash, a kill or a leak there costs one call, not the program. Workers are this same program,
/// started again without its <c>Main</c>. Make one with <see cref="Executor.Processes(ProcessExecutorOptions?)"/>.
/// </summary>
/// <remarks>
/// Functions cross by name, so they are static methods or lambdas that capture nothing; arguments and results cross as data. See
/// <c>docs/guide/contract.md</c> for what differs from the other models, and <c>README.md</c> beside this file for a worker's life.
/// </remarks>
public sealed class ProcessExecutor : Executor
{
    internal const string NeedsReflection =
        "Process executors find functions by name and carry values by reflection, which trimming and ahead-of-time compilation remove.";

    private readonly ProcessExecutorOptions _options;
    private readonly SegmentPool? _segments;
    private readonly CodecSet _codecs;
    private readonly ProcessPool _pool;
    private readonly LocalRunner? _local;

    [RequiresUnreferencedCode(NeedsReflection)]
    [RequiresDynamicCode(NeedsReflection)]
    internal ProcessExecutor(ProcessExecutorOptions options)
        : base(options)
    {
        WorkerContext.CheckNesting(options, Name);
        if (options.Initializer is { } initializer)
            FunctionNaming.Of(initializer, typeof(Action));
        _options = options;
        _segments = SharedMemory.IsSupported && options is { Inline: false, UseSocket: false } ? new SegmentPool(options.TimeProvider) : null;
        _codecs = new CodecSet(options.PayloadCodec, _segments);
        _local = options.Inline ? new LocalRunner(this, options, _codecs) : null;
        _pool = new ProcessPool(this, options, _codecs, Events);
    }

    /// <summary>Ends the workers of an executor that was dropped without being disposed of; its calls have all ended by then.</summary>
    ~ProcessExecutor() => _pool?.Stop();

    /// <inheritdoc/>
    public override string Model => "processes";

    /// <inheritdoc/>
    public override int Workers => _options.Workers;

    /// <inheritdoc/>
    internal override bool RunsElsewhere => _local is null;

    /// <inheritdoc/>
    internal override bool TakesHelp => _segments is not null;

    /// <summary>How values cross.</summary>
    internal CodecSet Codecs => _codecs;

    // Each item of a chunk has its own result and failure, but not a time, a place in the queue, an attempt or a record of its own, and it
    // does not count for itself where workers serve a number of calls.
    internal override bool TakesChunks(CallOptions options) =>
        _local is null && ReferenceEquals(options, CallOptions.Default) && !Records(options) && !CallTelemetry.IsTraced
        && _options is { QueueCapacity: null, MaxCallsPerWorker: null };

    private protected override string? ChannelName => _options.Inline ? null : _pool.ChannelName;

    internal override void HelpAlong(Call call, Task task) => _pool.HelpAlong(call, task);

    internal void BreakBy(string what, Exception? reason) => Break(what, reason);

    private protected override void Prepare(Call call) =>
        call.SetPrepared(call is IChunk chunk ? chunk.Prepare() : PreparedCall.Of(call, _codecs, call.IsRecorded));

    private protected override void Complete(object? prepared) => (prepared as PreparedCall)?.Complete();

    private protected override void Submit(Call call)
    {
        if (_local is null)
            _pool.Submit(call);
        else
            _local.Run(call);
    }

    private protected override void CancelQueued() => _pool.CancelQueued();

    private protected override void KillRunning() => _pool.KillRunning();

    private protected override async Task StopWorkersAsync()
    {
        await _pool.StopAsync().ConfigureAwait(false);
        _segments?.Dispose();
    }

    private protected override Task StartWorkersAsync(CancellationToken cancellationToken)
    {
        if (_local is null)
            return _pool.WarmUpAsync(cancellationToken);
        return _local.EnsureInitialized() ? Task.CompletedTask : Task.FromException(BrokenBy!);
    }

    private protected override IReadOnlyList<WorkerSnapshot> SnapshotWorkers() => _pool.Snapshot();

    private protected override void OnTimeout(Call call, CallTimer timer)
    {
        if (_local is null)
            _pool.End(call, CallEnding.TimedOut, timer);
        else
            call.TimeOut();
    }

    private protected override void OnCancel(Call call) => _pool.End(call, CallEnding.Canceled);
}
