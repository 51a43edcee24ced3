using System.Net;
using System.Net.Sockets;

namespace Trama.Jobs.Connections.Servers;

/// <summary>A port that several processes listen on, among which the kernel shares out the connections. Linux.</summary>
internal static class SharedPort
{
    private const int SocketLevel = 1;
    private const int ReusePort = 15;

    /// <summary>A socket bound to <paramref name="port"/> of 127.0.0.1, or to a free one for 0, which others may then bind to as well.</summary>
    public static Socket Bind(int port)
    {
        var socket = EchoServer.NewSocket();
        socket.SetRawSocketOption(SocketLevel, ReusePort, BitConverter.GetBytes(1));
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }
}
