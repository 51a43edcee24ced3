using System.Net.Sockets;

namespace Trama.Processes.Ipc;

/// <summary>
/// Where one worker finds its parent. On Linux an abstract socket: it has no file, so nothing is left behind however the parent dies.
/// Elsewhere a socket file in a folder that only this user can enter, gone as soon as the worker has connected.
/// </summary>
internal sealed class WorkerEndpoint : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string? _folder;
    private int _isDisposed;

    public WorkerEndpoint()
    {
        string name = $"trama-{Environment.ProcessId}-{Guid.NewGuid():N}";
        if (OperatingSystem.IsLinux())
        {
            Address = "\0" + name;
        }
        else
        {
            _folder = Directory.CreateTempSubdirectory("trama-").FullName;
            Address = Path.Combine(_folder, "s");
        }

        _listener.Bind(new UnixDomainSocketEndPoint(Address));
        _listener.Listen(1);
    }

    public string Address { get; }

    /// <summary>The far side's half.</summary>
    public static Socket Connect(string address)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(address));
        return socket;
    }

    /// <summary>
    /// Waits for a connection of the same user. Anybody may knock on an abstract socket; who comes in must still show the token.
    /// Throws <see cref="SocketException"/> or <see cref="ObjectDisposedException"/> when disposed of meanwhile.
    /// </summary>
    public Socket Accept()
    {
        while (true)
        {
            Socket socket = _listener.Accept();
            if (IsSameUser(socket))
                return socket;
            socket.Dispose();
        }
    }

    /// <summary>Ends a wait in <see cref="Accept"/>. From any thread, any number of times.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
            return;
        _listener.Dispose();
        if (_folder is not null)
            Directory.Delete(_folder, recursive: true);
    }

    private static bool IsSameUser(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
            return true;

        // SOL_SOCKET and SO_PEERCRED of <sys/socket.h>; the answer is pid, uid, gid.
        const int SocketLevel = 1;
        const int PeerCredentials = 17;
        Span<byte> credentials = stackalloc byte[12];
        return socket.GetRawSocketOption(SocketLevel, PeerCredentials, credentials) == credentials.Length
            && BitConverter.ToUInt32(credentials[4..]) == Interop.UserId();
    }
}
