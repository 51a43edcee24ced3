using System.Runtime.CompilerServices;

namespace Trama.Running;

/// <summary>The consumer's side of a stream.</summary>
internal static class StreamRun
{
    /// <summary>How many items a producer may be ahead of its consumer: enough to hide a hop between threads, little enough to hold.</summary>
    public const int Buffer = 16;

    public static async IAsyncEnumerable<T> EnumerateAsync<TArgument, T>(
        Executor executor,
        Delegate function,
        Type delegateType,
        StreamInvoker<TArgument, T> invoker,
        TArgument argument,
        CancellationToken callerToken,
        [EnumeratorCancellation] CancellationToken enumeratorToken = default)
    {
        CancellationToken scopeToken = executor.Scope?.CancellationToken ?? CancellationToken.None;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(callerToken, enumeratorToken, scopeToken);
        var call = new StreamCall<TArgument, T>(function, delegateType, invoker, argument, executor.CallOptions, stop.Token)
        {
            Member = executor.Scope?.Join(stop.Token, tells: false),
        };
        Task<Nothing> ended = executor.Start(call);
        try
        {
            while (await call.Items.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                while (call.Items.TryRead(out T? item))
                {
                    call.ItemConsumed();
                    yield return item;
                }
            }
        }
        finally
        {
            // Also on leaving early: nothing of the stream outlives its enumeration.
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // A stream that came to its end is complete, also when it was cancelled after that.
        if (ended.IsCompletedSuccessfully)
            yield break;
        callerToken.ThrowIfCancellationRequested();
        enumeratorToken.ThrowIfCancellationRequested();
        scopeToken.ThrowIfCancellationRequested();
        await ended.ConfigureAwait(false);
    }
}
