namespace Trama.Jobs.Connections.Servers;

/// <summary>Async: one loop holds every connection.</summary>
internal sealed class LoopEchoServer(bool ioOnLoop) : EchoServer
{
    private readonly CancellationTokenSource _stop = new();
    private Task _serving = Task.CompletedTask;

    public override Executor Executor { get; } = Trama.Executor.Async(new AsyncExecutorOptions { IOOnLoop = ioOnLoop });

    public override Task<int> StartAsync(CancellationToken cancellationToken)
    {
        var listener = Listen();
        var port = PortOf(listener);
        _serving = Executor.RunAsync(EchoLoop.ServeAsync, listener, _stop.Token);
        return Task.FromResult(port);
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Executor.DisposeAsync();
        _stop.Dispose();
    }
}
