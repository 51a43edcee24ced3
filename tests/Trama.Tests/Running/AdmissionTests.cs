using Trama.Tests.Conformance;

namespace Trama.Tests.Running;

/// <summary>Waiting for room in a bounded queue, on one thread that is held and one place that is taken.</summary>
public sealed class AdmissionTests : IAsyncDisposable
{
    private readonly Executor _executor = Executor.Threads(new ThreadExecutorOptions { Workers = 1, QueueCapacity = 1 });
    private readonly ManualResetEventSlim _gate = new();

    [Fact]
    public async Task Caller_that_waits_for_room_goes_on_when_there_is_some()
    {
        await FillAsync();

        Task<Task<int>> waiting = Submit(CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        _gate.Set();

        Assert.Equal(3, await await waiting);
    }

    [Fact]
    public async Task Token_cancelled_while_waiting_for_room_gives_a_cancelled_call_not_an_exception()
    {
        using var cancel = new CancellationTokenSource();
        await FillAsync();
        Task<Task<int>> waiting = Submit(cancel.Token);

        await cancel.CancelAsync();
        Task<int> call = await waiting;

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.True(call.IsCanceled);
        Assert.Equal(cancel.Token, error.CancellationToken);
    }

    [Fact]
    public async Task Shutdown_sends_away_a_caller_that_waits_for_room()
    {
        await FillAsync();
        Task<Task<int>> waiting = Submit(CancellationToken.None);
        await Until.TrueAsync(() => _executor.Snapshot().Queued == 2, () => "the caller does not wait");

        Task stopping = _executor.ShutdownAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await await waiting);
        _gate.Set();
        await stopping;
    }

    [Fact]
    public async Task Refused_call_is_counted_nowhere_and_recorded_nowhere()
    {
        var timeline = new Timeline();
        var options = new ThreadExecutorOptions
        {
            Workers = 1,
            QueueCapacity = 1,
            QueueFullMode = QueueFullMode.Reject,
            Timeline = timeline,
        };
        await using Executor executor = Executor.Threads(options);
        Task held = executor.RunAsync(() => _gate.Wait());
        await Until.TrueAsync(() => executor.Snapshot().Running == 1, () => "the first call does not run");
        Task waits = executor.RunAsync(() => 1);

        Assert.Throws<QueueFullException>(() => { _ = executor.RunAsync(() => 2); });
        ExecutorSnapshot now = executor.Snapshot();
        _gate.Set();
        await Task.WhenAll(held, waits);

        Assert.Equal((1, 1, 0L), (now.Running, now.Queued, now.Canceled));
        Assert.Equal(2, timeline.Count);
        Assert.Equal(0, executor.Snapshot().Canceled);
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Set();
        await _executor.DisposeAsync();
        _gate.Dispose();
    }

    private async Task FillAsync()
    {
        _ = _executor.RunAsync(() => _gate.Wait());
        await Until.TrueAsync(() => _executor.Snapshot().Running == 1, () => "the first call does not run");
        _ = _executor.RunAsync(() => 2);
    }

    private Task<Task<int>> Submit(CancellationToken token) =>
        Task.Factory.StartNew(
            () => _executor.RunAsync(() => 3, token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
