using System.Net;
using System.Net.Sockets;

namespace Trama.Tests.Async.Sockets;

/// <summary>A listening socket of the current loop, and connections to it of which both ends are the loop's.</summary>
internal sealed class SocketPair : IDisposable
{
    private SocketPair(LoopSocket listener, LoopSocket client, LoopSocket server) => (Listener, Client, Server) = (listener, client, server);

    internal LoopSocket Listener { get; }

    internal LoopSocket Client { get; }

    internal LoopSocket Server { get; }

    internal static LoopSocket Listen()
    {
        LoopSocket listener = EventLoop.Current!.Attach(NewSocket());
        listener.Socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Socket.Listen();
        return listener;
    }

    internal static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    internal static async Task<SocketPair> ConnectAsync()
    {
        LoopSocket listener = Listen();
        LoopSocket client = EventLoop.Current!.Attach(NewSocket());
        ValueTask connecting = client.ConnectAsync(listener.Socket.LocalEndPoint!);
        LoopSocket server = await listener.AcceptAsync();
        await connecting;
        return new SocketPair(listener, client, server);
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
        Listener.Dispose();
    }
}
