using System.Runtime.CompilerServices;

namespace Trama.Running.Mapping;

/// <summary>One map under way. Its clock runs from its making, which is the caller's call of <c>MapAsync</c>.</summary>
internal sealed class MapRun<T, TResult>
{
    private readonly Executor _executor;
    private readonly IAsyncEnumerable<T> _source;
    private readonly MapFunction<T, TResult> _function;
    private readonly MapOptions _options;
    private readonly CancellationToken _callerToken;
    private readonly CancellationTokenSource _deadline;

    public MapRun(
        Executor executor, IAsyncEnumerable<T> source, MapFunction<T, TResult> function, MapOptions options, CancellationToken callerToken)
    {
        _executor = executor;
        _source = source;
        _function = function;
        _options = options;
        _callerToken = callerToken;
        _deadline = options.Timeout is { } timeout
            ? new CancellationTokenSource(timeout, executor.Options.TimeProvider)
            : new CancellationTokenSource();
    }

    /// <summary>The results; a failure is thrown in its place.</summary>
    public async IAsyncEnumerable<TResult> ValuesAsync([EnumeratorCancellation] CancellationToken enumeratorToken = default)
    {
        await foreach (CallResult<TResult> result in ResultsAsync(enumeratorToken).ConfigureAwait(false))
            yield return result.Value;
    }

    /// <summary>What became of each item.</summary>
    public async IAsyncEnumerable<CallResult<TResult>> ResultsAsync([EnumeratorCancellation] CancellationToken enumeratorToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_callerToken, enumeratorToken, _deadline.Token);
        IAsyncEnumerator<T> items = _source.GetAsyncEnumerator(stop.Token);
        MapWindow<TResult> window = MapWindow<TResult>.Create(_options.Ordered);
        var feed = new MapFeed<T, TResult>(_executor, items, _function, window, _options, stop.Token);
        try
        {
            while (true)
            {
                feed.Fill();
                if (window.TryTake(out MapWindow<TResult>.Entry entry))
                {
                    // An item that this map itself cancelled is not a result: the reason for the cancellation is.
                    if (!entry.Task.IsCompletedSuccessfully && stop.IsCancellationRequested)
                        ThrowWhyStopped(enumeratorToken);
                    yield return ToResult(entry);
                    continue;
                }

                if (stop.IsCancellationRequested)
                    ThrowWhyStopped(enumeratorToken);
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

    private static CallResult<TResult> ToResult(MapWindow<TResult>.Entry entry)
    {
        Task<TResult> task = entry.Task;
        if (task.IsCompletedSuccessfully)
            return new CallResult<TResult>(entry.Index, task.Result);
        Exception error = task.Exception is { } all
            ? all.InnerExceptions.Count == 1 ? all.InnerException! : all
            : new TaskCanceledException(task);
        return new CallResult<TResult>(entry.Index, error);
    }

    /// <summary>Waits for the next result, for the source's next item, or for the end of it all, whichever is first.</summary>
    private static async Task WaitAsync(MapWindow<TResult> window, MapFeed<T, TResult> feed, CancellationToken stop)
    {
        Task? result = window.Count > 0 ? window.WaitAsync() : null;
        Task? item = feed.Pulling;
        Task next = result is null ? item! : item is null ? result : Task.WhenAny(result, item);
        await next.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void ThrowWhyStopped(CancellationToken enumeratorToken)
    {
        _callerToken.ThrowIfCancellationRequested();
        enumeratorToken.ThrowIfCancellationRequested();
        if (_deadline.IsCancellationRequested)
            throw new TimeoutException(
                $"The map did not end within its timeout of {_options.Timeout!.Value.TotalSeconds:0.###} s on executor "
                + $"'{_executor.Name}'. Give it more time with MapOptions.Timeout. (TRM0019)");
    }
}
