using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Trama.Jobs.Connections.Servers;

/// <summary>Processes: each worker listens on the one port, and holds its share of the connections on a loop of its own.</summary>
internal sealed class ProcessEchoServer(int workers) : EchoServer
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _port = SharedPort.Bind(0); // keeps it while workers come and go; never listens itself
    private readonly List<IAsyncEnumerator<int>> _serving = [];
    private readonly List<int> _pids = [Environment.ProcessId];

    public override Executor Executor { get; } = Trama.Executor.Processes(workers);

    public override IReadOnlyList<int> ProcessIds => _pids;

    public override async Task<int> StartAsync(CancellationToken cancellationToken)
    {
        var port = PortOf(_port);
        for (var worker = 0; worker < workers; worker++)
            _serving.Add(Executor.StreamAsync(ServeAsync, port, _stop.Token).GetAsyncEnumerator(CancellationToken.None));

        // Each says its process id once it listens.
        foreach (var serving in _serving)
        {
            if (!await serving.MoveNextAsync()) throw new InvalidOperationException("A worker ended before it listened.");
            _pids.Add(serving.Current);
        }

        return port;
    }

    public override async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var serving in _serving) await serving.DisposeAsync();
        _port.Dispose();
        await Executor.DisposeAsync();
        _stop.Dispose();
    }

    private static async IAsyncEnumerable<int> ServeAsync(int port, [EnumeratorCancellation] CancellationToken token)
    {
        var listener = Listen(port);
        var serving = Task.Factory.StartNew(
            () => EventLoop.Run(
                stop => EchoLoop.ServeAsync(listener, stop),
                new EventLoopOptions { IOOnLoop = true, HandleInterrupt = false },
                token),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        yield return Environment.ProcessId;
        await serving;
    }
}
