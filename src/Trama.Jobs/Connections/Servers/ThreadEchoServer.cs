using System.Net.Sockets;
using Trama.Jobs.Workloads;

namespace Trama.Jobs.Connections.Servers;

/// <summary>Threads, with or without a lock that all share: each connection is a call that keeps its thread.</summary>
internal sealed class ThreadEchoServer(Executor executor) : EchoServer
{
    private readonly Socket _listener = Listen();
    private readonly List<Task> _connections = [];
    private Task _accepting = Task.CompletedTask;

    public override Executor Executor => executor;

    public override Task<int> StartAsync(CancellationToken cancellationToken)
    {
        _accepting = AcceptAsync();
        return Task.FromResult(PortOf(_listener));
    }

    public override async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        await executor.DisposeAsync();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptAsync();
                _connections.Add(executor.RunAsync(Echo, connection));
            }
        }
        catch (SocketException)
        {
            // Closed: the round is over.
        }
    }

    private static void Echo(Socket connection)
    {
        using (connection)
        {
            var buffer = new byte[BufferSize];
            while (Receive(connection, buffer) is var received and > 0) Send(connection, buffer.AsSpan(0, received));
        }
    }

    private static int Receive(Socket connection, byte[] buffer)
    {
        using (AmbientLock.Suspend()) return connection.Receive(buffer);
    }

    private static void Send(Socket connection, ReadOnlySpan<byte> bytes)
    {
        using (AmbientLock.Suspend()) connection.Send(bytes);
    }
}
