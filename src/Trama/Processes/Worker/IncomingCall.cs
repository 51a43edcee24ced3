using System.Diagnostics.CodeAnalysis;

namespace Trama.Processes.Worker;

/// <summary>A call as it arrived: its number and its undecoded rest; and what the parent says of it while it runs.</summary>
[SuppressMessage("Design", "CA1001", Justification = "What it owns holds nothing but memory, and a late frame may still be on its way to it.")]
internal sealed class IncomingCall(long number, ReadOnlyMemory<byte> body)
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly SemaphoreSlim _credit = new(StreamRun.Buffer);

    public long Number => number;

    public ReadOnlyMemory<byte> Body => body;

    public CancellationToken Token => _cancellation.Token;

    /// <summary>
    /// Cancels the function's token; on a pool thread, since callbacks of the function's may block and the receiving thread must go on.
    /// </summary>
    public void Cancel() => _ = _cancellation.CancelAsync();

    /// <summary>Lets a stream send one more item.</summary>
    public void AddCredit() => _credit.Release();

    /// <summary>Waits until a stream may send an item.</summary>
    public Task TakeCreditAsync() => _credit.WaitAsync(Token);
}
