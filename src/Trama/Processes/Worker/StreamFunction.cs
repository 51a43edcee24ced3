using System.Diagnostics;

namespace Trama.Processes.Worker;

/// <summary>A function that yields: its items leave one by one, never more ahead than the consumer allows; its result is nothing.</summary>
internal sealed class StreamFunction<TShape, TArgument, T>(string name, Callee callee)
    : WorkerFunction<TArgument, Nothing>(name, callee)
    where TShape : struct, IShape<TArgument, IAsyncEnumerable<T>>
{
    public override bool IsStream => true;

    protected override Nothing RunToEnd(TArgument argument, in FunctionSurface surface)
    {
        if (surface.IsRehearsal)
            return default;
        CancellationToken token = Callee.TakesToken ? surface.Call.Token : CancellationToken.None;
        using (surface.Pump.EnterScope())
        {
            ValueTask<IAsyncEnumerable<T>> returned = TShape.Invoke(Callee.Function, argument, token);
            Debug.Assert(returned.IsCompletedSuccessfully, "A stream is there before its first item.");
            Task sending = SendAsync(
                returned.Result ?? throw new InvalidOperationException("The function returned null where it should return a stream. (TRM0018)"),
                surface.Call,
                surface.Codecs);
            surface.Pump.RunUntilComplete(sending);
            sending.GetAwaiter().GetResult();
            return default;
        }
    }

    private static async Task SendAsync(IAsyncEnumerable<T> items, IncomingCall call, CodecSet codecs)
    {
        await foreach (T item in items.WithCancellation(call.Token).ConfigureAwait(true))
        {
            await call.TakeCreditAsync().ConfigureAwait(true);
            var writer = new PayloadWriter(codecs);
            writer.WriteInt64(call.Number);
            writer.WriteResult(item, "a stream");
            call.KeepItem(writer.TakeHeld());
            call.Send(FrameKind.Item, writer.Written.Span);
        }
    }
}
