namespace Trama.Soak.Load;

/// <summary>One of those who make calls all the time: one activity after the other, drawn from a deck.</summary>
internal sealed class Driver(Calls calls, Turnstile turnstile, Random random, bool withPriorities)
{
    private static readonly Func<Calls, Random, Task>[] Activities =
    [
        SingleCalls.WorkAsync, SingleCalls.WorkAsync, SingleCalls.WorkAsync,
        SingleCalls.BatchAsync,
        SingleCalls.BlockAsync, SingleCalls.BlockAsync,
        SingleCalls.AsynchronousAsync,
        SingleCalls.IdempotentAsync, SingleCalls.IdempotentAsync,
        SingleCalls.ThrowAsync,
        SingleCalls.CanceledAsync,
        SingleCalls.TimedOutAsync,
        SingleCalls.QueueTimedOutAsync,
        LargeCalls.MirrorAsync,
        LargeCalls.CheckAsync,
        LargeCalls.FillAsync,
        LargeCalls.MakeAsync,
        LargeCalls.WriteAsync,
        ManyResults.MapAsync, ManyResults.MapAsync,
        ManyResults.MapAgainAsync,
        ManyResults.MapLargeAsync,
        ManyResults.StreamAsync,
        ManyResults.StreamLargeAsync,
    ];

    private readonly Func<Calls, Random, Task>[] _deck = [.. Activities, .. withPriorities ? [SingleCalls.WorkUrgentlyAsync] : Array.Empty<Func<Calls, Random, Task>>()];

    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            random.Shuffle(_deck);
            foreach (Func<Calls, Random, Task> activity in _deck)
            {
                if (!await turnstile.TryEnterAsync(end))
                    return;
                try
                {
                    await activity(calls, random);
                }
                finally
                {
                    turnstile.Leave();
                }
            }
        }
    }
}
