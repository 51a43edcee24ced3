using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Trama.Processes.Reports;

namespace Trama.Processes.Worker;

/// <summary>A call that runs here, and what the parent says of it meanwhile. Most calls are told nothing and need none of it.</summary>
[SuppressMessage("Design", "CA1001", Justification = "What it owns holds nothing but memory, and a late frame may still be on its way to it.")]
internal sealed class IncomingCall(long number, CodecSet codecs, ICallOutlet outlet) : IProgressMaker
{
    private ConcurrentQueue<Holds?>? _items;
    private CancellationTokenSource? _cancellation;
    private bool _endsChunk;
    private SemaphoreSlim? _credit;
    private OutgoingReports? _reports;

    public long Number { get; private set; } = number;

    /// <summary>Whether the parent wants no more items of a chunk than the one that runs.</summary>
    public bool WantsNoMore => Volatile.Read(ref _endsChunk) || Volatile.Read(ref _cancellation)?.IsCancellationRequested == true;

    public CancellationToken Token => Cancellation.Token;

    // The function's thread and the one that receives may both be the first to need it; both get the same.
    private CancellationTokenSource Cancellation =>
        _cancellation ?? Interlocked.CompareExchange(ref _cancellation, new CancellationTokenSource(), null) ?? _cancellation;

    private SemaphoreSlim Credit =>
        _credit ?? Interlocked.CompareExchange(ref _credit, new SemaphoreSlim(StreamRun.Buffer), null) ?? _credit;

    /// <summary>Makes another call of this one, of which nobody knows any more. False: this one was told something, and is used up.</summary>
    public bool TryReuse(long next)
    {
        if (_items is not null || _cancellation is not null || _credit is not null || _reports is not null || _endsChunk)
            return false;
        Number = next;
        return true;
    }

    /// <summary>Lets a chunk end after the item that runs, which is not disturbed.</summary>
    public void EndChunk() => Volatile.Write(ref _endsChunk, true);

    /// <summary>
    /// Cancels the function's token; on a pool thread, since callbacks of the function's may block and the receiving thread must go on.
    /// </summary>
    public void Cancel() => _ = Cancellation.CancelAsync();

    /// <summary>The consumer has taken an item: what it refers to is the consumer's now, and the stream may send one more.</summary>
    public void AddCredit()
    {
        if (_items is { } items && items.TryDequeue(out Holds? held))
            held?.Dispose();
        Credit.Release();
    }

    /// <summary>Keeps what an item that is sent refers to (null: nothing) until its consumer has taken it.</summary>
    public void KeepItem(Holds? held) => (_items ??= new ConcurrentQueue<Holds?>()).Enqueue(held);

    /// <summary>What items refer to that nobody has said to have taken, or null.</summary>
    public Holds? TakeHeldItems()
    {
        Holds? all = null;
        while (_items is { } items && items.TryDequeue(out Holds? held))
        {
            if (held is not null)
                (all ??= new Holds()).Add(held);
        }

        return all;
    }

    /// <summary>Sends something of this call before its answer.</summary>
    public void Send(FrameKind kind, ReadOnlySpan<byte> payload) => outlet.Send(kind, payload);

    /// <summary>Sends something that will soon be followed by more of this call, or by its answer.</summary>
    public void SendInBurst(FrameKind kind, ReadOnlySpan<byte> payload) => outlet.SendInBurst(kind, payload);

    /// <inheritdoc/>
    public IProgress<T> NewProgress<T>(int target, ValueCodec<T> codec) =>
        new RemoteProgress<T>(_reports ??= new OutgoingReports(this, codecs), target, codec);

    /// <summary>The caller's progress objects have taken so many reports.</summary>
    public void AddReportRoom(int reports) => _reports?.AddRoom(reports);

    /// <summary>The function has ended: waits until what it has reported was taken.</summary>
    public void EndReports() => _reports?.Close();

    /// <summary>Waits until a stream may send an item.</summary>
    public Task TakeCreditAsync() => Credit.WaitAsync(Token);
}
