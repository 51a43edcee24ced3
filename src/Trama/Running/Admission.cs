using System.Diagnostics.CodeAnalysis;

namespace Trama.Running;

/// <summary>Holds an executor's queue to its capacity: a place is taken before a call is queued and given back when it leaves the queue.</summary>
[SuppressMessage("Design", "CA1001", Justification =
    "No wait handle is ever asked of the two, so they hold nothing to free; a call that a shutdown left behind still gives its place back.")]
internal sealed class Admission
{
    private readonly SemaphoreSlim _places;
    private readonly CancellationTokenSource _closing = new();
    private readonly ExecutorOptions _options;

    private Admission(ExecutorOptions options)
    {
        _options = options;
        _places = new SemaphoreSlim(options.QueueCapacity!.Value);
    }

    public static Admission? For(ExecutorOptions options) => options.QueueCapacity is null ? null : new Admission(options);

    /// <summary>
    /// Takes a place, waiting for one where the options and the caller's position allow it. A wait ends with the caller's token, and with
    /// <see cref="ObjectDisposedException"/> when the executor is shut down: its call must not get in behind those that were ended.
    /// </summary>
    public void Take(Executor executor, bool mayBlock, CancellationToken cancellationToken)
    {
        if (_places.Wait(0, CancellationToken.None))
            return;
        if (_options.QueueFullMode == QueueFullMode.Reject || !mayBlock)
            throw new QueueFullException(executor.Name, _options.QueueCapacity!.Value);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            _places.Wait(end.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            executor.ThrowIfClosing();
            throw;
        }
    }

    /// <summary>Whether a call made now would probably be refused instead of waiting.</summary>
    public bool WouldReject => _options.QueueFullMode == QueueFullMode.Reject && _places.CurrentCount == 0;

    public void GiveBack() => _places.Release();

    /// <summary>Sends away those that wait for a place. Called once new calls are refused.</summary>
    public void Close() => _closing.Cancel();
}
