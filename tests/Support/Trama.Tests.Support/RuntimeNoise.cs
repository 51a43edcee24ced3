using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Trama.Tests.Support;

/// <summary>Makes the runtime open, before anything is counted, what it opens once and keeps for the life of the process.</summary>
internal static class RuntimeNoise
{
    public static void Provoke()
    {
        StartAProcess();
        UseASocket();
        RandomNumberGenerator.GetBytes(1);
        _ = Console.In;
        _ = Console.Error;
    }

    // The pipe behind SIGCHLD.
    private static void StartAProcess()
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/true") { RedirectStandardOutput = true })!;
        process.WaitForExit();
    }

    // The epoll instance behind asynchronous sockets.
    private static void UseASocket()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        Task connected = client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using TcpClient server = listener.AcceptTcpClient();
        connected.Wait();
    }
}
