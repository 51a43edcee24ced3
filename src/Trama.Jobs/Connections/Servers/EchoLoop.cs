using System.Net.Sockets;

namespace Trama.Jobs.Connections.Servers;

/// <summary>The server of an event loop: every connection is a function that mostly waits.</summary>
internal static class EchoLoop
{
    /// <summary>Serves on the current loop until the token is cancelled; connections that are open then end with their clients.</summary>
    public static async Task ServeAsync(Socket listening, CancellationToken token)
    {
        var loop = EventLoop.Current!;
        using var listener = loop.Attach(listening);
        try
        {
            while (true)
            {
                var connection = await listener.AcceptAsync(token);
                _ = loop.InvokeAsync(() => EchoAsync(connection), CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The round is over.
        }
    }

    private static async Task EchoAsync(LoopSocket connection)
    {
        using (connection)
        {
            var buffer = new byte[EchoServer.BufferSize];
            while (await connection.ReceiveAsync(buffer) is var received and > 0) await connection.SendAsync(buffer.AsMemory(0, received));
        }
    }
}
