using System.Threading.Channels;

namespace Trama.Running;

/// <summary>Calls a function of one particular shape that returns a stream.</summary>
internal delegate IAsyncEnumerable<T> StreamInvoker<in TArgument, out T>(Delegate function, TArgument argument, CancellationToken token);

/// <summary>
/// A call whose function yields items. They pass through a bounded buffer, so that a producer is never more than <see cref="Buffer"/>
/// items ahead of its consumer; the call ends when the function does.
/// </summary>
internal sealed class StreamCall<TArgument, T>(
    Delegate function, Type delegateType, StreamInvoker<TArgument, T> invoker, TArgument argument, CallOptions options, CancellationToken token)
    : Call<Nothing>(function, options, token)
{
    private readonly Channel<T> _items = Channel.CreateBounded<T>(
        new BoundedChannelOptions(StreamRun.Buffer) { SingleReader = true, SingleWriter = true });

    private TArgument? _argument = argument;

    public ChannelReader<T> Items => _items.Reader;

    public override bool IsAsync => true;

    public override bool IsStream => true;

    public override Type DelegateType => delegateType;

    public override bool CanEncodeLater(CodecSet codecs) => codecs.ForArgument<TArgument>().CanWait(_argument);

    public override void EncodeArguments(PayloadWriter writer) => writer.WriteArguments(_argument, Function);

    public override void ReceiveItem(PayloadReader payload)
    {
        if (!_items.Writer.TryWrite(payload.ReadResult<T>(Function)) && !HasEnded)
            throw new InvalidDataException("A worker sent more items of a stream than it was allowed to. (TRM0574)");
    }

    protected override ValueTask<Nothing> Invoke(CancellationToken token)
    {
        TArgument argument = _argument!;
        return HadArguments() ? new(ProduceAsync(argument, token)) : ValueTask.FromCanceled<Nothing>(new CancellationToken(canceled: true));
    }

    protected override void Release()
    {
        _argument = default;
        _items.Writer.TryComplete();
    }

    private async Task<Nothing> ProduceAsync(TArgument argument, CancellationToken token)
    {
        IAsyncEnumerable<T> items = invoker(Function, argument, token)
            ?? throw new InvalidOperationException("The function returned null where it should return a stream. (TRM0018)");
        await foreach (T item in items.WithCancellation(token).ConfigureAwait(true))
            await _items.Writer.WriteAsync(item, token).ConfigureAwait(true);
        return default;
    }
}
