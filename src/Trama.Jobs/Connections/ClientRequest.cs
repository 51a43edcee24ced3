using System.Net;
using System.Net.Sockets;
using Trama.Jobs.Connections.Client;
using Trama.Jobs.Connections.Servers;

namespace Trama.Jobs.Connections;

/// <summary>A round's side of the control connection.</summary>
internal static class ClientRequest
{
    /// <summary>Has the client do its work on a server and returns what it measured.</summary>
    /// <exception cref="InvalidOperationException">The client met a fault; its words.</exception>
    public static async Task<LoadAnswer> AskAsync(
        ConnectionsSetup setup, int port, EchoServer server, int connections, CancellationToken cancellationToken)
    {
        using var control = new TcpClient();
        await control.ConnectAsync(IPAddress.Loopback, setup.ControlPort, cancellationToken);
        await using var writer = new StreamWriter(control.GetStream(), leaveOpen: true) { AutoFlush = true };
        using var reader = new StreamReader(control.GetStream(), leaveOpen: true);
        var request = new LoadRequest
        {
            Port = port,
            Pids = server.ProcessIds,
            Connections = connections,
            RoundTrips = setup.RoundTrips,
            Rate = setup.Rate,
            Seconds = setup.Seconds,
            Seed = setup.Seed,
        };
        await writer.WriteLineAsync(LoadJson.Write(request).AsMemory(), cancellationToken);
        var line = await reader.ReadLineAsync(cancellationToken) ?? throw new EndOfStreamException("The client of connections ended.");
        var answer = LoadJson.ReadAnswer(line);
        return answer.Error is { } error ? throw new InvalidOperationException(error) : answer;
    }
}
