using System.Runtime.CompilerServices;
using Trama.Processes.Reports;

namespace Trama.Running.Mapping;

/// <summary>One map under way. Its clock runs from its making, which is the caller's call of <c>MapAsync</c>.</summary>
/// <remarks>Only a time is noted then: a timer would run on for a map that nobody enumerates.</remarks>
internal sealed class MapRun<T, TResult>
{
    // What an item reports must come before its result, which a chunk gives as soon as it is there.
    private static readonly bool HoldsProgress = ProgressTypes.AreIn(typeof(T));

    private readonly Executor _executor;
    private readonly IAsyncEnumerable<T> _source;
    private readonly MapFunction<T, TResult> _function;
    private readonly MapOptions _options;
    private readonly CancellationToken _callerToken;
    private readonly long _called;

    public MapRun(
        Executor executor, IAsyncEnumerable<T> source, MapFunction<T, TResult> function, MapOptions options, CancellationToken callerToken)
    {
        _executor = executor;
        _source = source;
        _function = function;
        _options = options;
        _callerToken = callerToken;
        _called = executor.Options.TimeProvider.GetTimestamp();
    }

    /// <summary>The results; a failure is thrown in its place.</summary>
    public IAsyncEnumerable<TResult> ValuesAsync(CancellationToken enumeratorToken) =>
        RunAsync(static result => result.Value, enumeratorToken);

    /// <summary>What became of each item.</summary>
    public IAsyncEnumerable<CallResult<TResult>> ResultsAsync(CancellationToken enumeratorToken) => RunAsync(static result => result, enumeratorToken);

    // One iterator for both: an item whose result is ready costs one step of it, without a wait or an allocation of its own.
    private async IAsyncEnumerable<TItem> RunAsync<TItem>(
        Func<CallResult<TResult>, TItem> tell, [EnumeratorCancellation] CancellationToken enumeratorToken)
    {
        using CancellationTokenSource? deadline = StartDeadline();
        CancellationToken overdue = deadline?.Token ?? CancellationToken.None;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_callerToken, enumeratorToken, overdue, ScopeToken);
        IAsyncEnumerator<T> items = _source.GetAsyncEnumerator(stop.Token);
        (MapFeed<T, TResult> feed, MapWindow<TResult> window) = Begin(items, stop.Token);
        try
        {
            while (true)
            {
                feed.Fill();
                if (window.TryTake(out CallResult<TResult> result))
                {
                    // An item that this map itself cancelled is not a result: the reason for the cancellation is.
                    if (!result.IsSuccess && stop.IsCancellationRequested)
                        ThrowWhyStopped(enumeratorToken, overdue);
                    yield return tell(result);
                    continue;
                }

                // A map that is complete is complete, also when its time ran out with the last item. A source that failed may have
                // failed because it was stopped.
                if (window.Count == 0 && feed is { HasEnded: true, Error: null })
                    break;
                if (stop.IsCancellationRequested)
                    ThrowWhyStopped(enumeratorToken, overdue);
                if (window.Count == 0 && feed.HasEnded)
                    break;
                await WaitAsync(window, feed, stop.Token).ConfigureAwait(false);
            }

            feed.Error?.Throw();
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await window.DrainAsync().ConfigureAwait(false);
            await feed.StopAsync().ConfigureAwait(false);
            await items.DisposeAsync().ConfigureAwait(false);
        }
    }

    // Chunks of many items in one call where the model can take them and nothing is wanted that each item must have for itself.
    private (MapFeed<T, TResult> Feed, MapWindow<TResult> Window) Begin(IAsyncEnumerator<T> items, CancellationToken stop)
    {
        if (_options.Ordered && _executor.Scope is null && !HoldsProgress && _executor.Root.TakesChunks(_executor.CallOptions))
        {
            var chunks = new ChunkWindow<T, TResult>();
            return (new ChunkFeed<T, TResult>(_executor, items, _function, chunks, _options, stop), chunks);
        }

        CallWindow<TResult> calls = CallWindow<TResult>.Create(_options.Ordered);
        return (new CallFeed<T, TResult>(_executor, items, _function, calls, _options, stop), calls);
    }

    /// <summary>Waits for the next result, for the source's next item, or for the end of it all, whichever is first.</summary>
    private static async Task WaitAsync(MapWindow<TResult> window, MapFeed<T, TResult> feed, CancellationToken stop)
    {
        Task? result = window.Count > 0 ? window.WaitAsync() : null;
        Task? item = feed.Pulling;
        Task next = result is null ? item! : item is null ? result : Task.WhenAny(result, item);
        await next.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private CancellationToken ScopeToken => _executor.Scope?.CancellationToken ?? CancellationToken.None;

    private CancellationTokenSource? StartDeadline()
    {
        if (_options.Timeout is not { } timeout)
            return null;
        TimeSpan left = timeout - _executor.Options.TimeProvider.GetElapsedTime(_called);
        return new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, _executor.Options.TimeProvider);
    }

    private void ThrowWhyStopped(CancellationToken enumeratorToken, CancellationToken overdue)
    {
        _callerToken.ThrowIfCancellationRequested();
        enumeratorToken.ThrowIfCancellationRequested();
        ScopeToken.ThrowIfCancellationRequested();
        if (overdue.IsCancellationRequested)
            throw new TimeoutException(
                $"The map did not end within its timeout of {_options.Timeout!.Value.TotalSeconds:0.###} s on executor "
                + $"'{_executor.Name}'. Give it more time with MapOptions.Timeout. (TRM0019)");
    }
}
