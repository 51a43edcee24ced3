using System.Diagnostics.CodeAnalysis;

namespace Trama.Processes.Worker;

/// <summary>A call that runs here, and what the parent says of it meanwhile. Most calls are told nothing and need none of it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "What it owns holds nothing but memory, and a late frame may still be on its way to it.")]
internal sealed class IncomingCall(long number)
{
    private CancellationTokenSource? _cancellation;
    private SemaphoreSlim? _credit;

    public long Number => number;

    public CancellationToken Token => Cancellation.Token;

    // The function's thread and the one that receives may both be the first to need it; both get the same.
    private CancellationTokenSource Cancellation =>
        _cancellation ?? Interlocked.CompareExchange(ref _cancellation, new CancellationTokenSource(), null) ?? _cancellation;

    private SemaphoreSlim Credit =>
        _credit ?? Interlocked.CompareExchange(ref _credit, new SemaphoreSlim(StreamRun.Buffer), null) ?? _credit;

    /// <summary>
    /// Cancels the function's token; on a pool thread, since callbacks of the function's may block and the receiving thread must go on.
    /// </summary>
    public void Cancel() => _ = Cancellation.CancelAsync();

    /// <summary>Lets a stream send one more item.</summary>
    public void AddCredit() => Credit.Release();

    /// <summary>Waits until a stream may send an item.</summary>
    public Task TakeCreditAsync() => Credit.WaitAsync(Token);
}
