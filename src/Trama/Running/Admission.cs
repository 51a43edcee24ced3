namespace Trama.Running;

/// <summary>Holds an executor's queue to its capacity: a place is taken before a call is queued and given back when it leaves the queue.</summary>
internal sealed class Admission : IDisposable
{
    private readonly SemaphoreSlim _places;
    private readonly ExecutorOptions _options;

    private Admission(ExecutorOptions options)
    {
        _options = options;
        _places = new SemaphoreSlim(options.QueueCapacity!.Value);
    }

    public static Admission? For(ExecutorOptions options) => options.QueueCapacity is null ? null : new Admission(options);

    /// <summary>Takes a place, waiting for one where the options and the caller's position allow it.</summary>
    public void Take(Executor executor, bool mayBlock, CancellationToken cancellationToken)
    {
        if (_places.Wait(0, CancellationToken.None))
            return;
        if (_options.QueueFullMode == QueueFullMode.Reject || !mayBlock)
            throw new QueueFullException(executor.Name, _options.QueueCapacity!.Value);
        _places.Wait(cancellationToken);
    }

    public void GiveBack() => _places.Release();

    public void Dispose() => _places.Dispose();
}
