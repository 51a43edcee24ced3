using System.Net;
using System.Net.Sockets;
using Trama.Jobs.Compare;
using Trama.Jobs.Compare.Rounds;

namespace Trama.Jobs.Connections.Servers;

/// <summary>A server on 127.0.0.1 that sends back what it receives, under one model: its executor runs the work of every connection.</summary>
internal abstract class EchoServer : IAsyncDisposable
{
    /// <summary>How much a connection takes at once.</summary>
    public const int BufferSize = 4096;

    private const int Backlog = 4096;

    /// <summary>What runs it.</summary>
    public abstract Executor Executor { get; }

    /// <summary>The processes whose memory and processor time are the server's.</summary>
    public virtual IReadOnlyList<int> ProcessIds { get; } = [Environment.ProcessId];

    public static EchoServer Create(RoundSpec spec) => spec.Model switch
    {
        ModelNames.Async => new LoopEchoServer(ioOnLoop: OperatingSystem.IsLinux() && spec.Variant != ConnectionsWorkload.RuntimeIO),
        ModelNames.Threads or ModelNames.Gil => new ThreadEchoServer(ModelExecutors.Create(spec)),
        ModelNames.Processes => new ProcessEchoServer(spec.Workers),
        _ => throw JobErrors.UnknownModel(spec.Model, ModelNames.All),
    };

    /// <summary>Listens, and serves until it is disposed of.</summary>
    /// <returns>The port.</returns>
    public abstract Task<int> StartAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    /// <summary>A listening socket on a free port of 127.0.0.1, or on one that several processes share.</summary>
    public static Socket Listen(int sharedPort = 0)
    {
        var listener = sharedPort == 0 ? NewSocket() : SharedPort.Bind(sharedPort);
        if (sharedPort == 0) listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(Backlog);
        return listener;
    }

    /// <summary>Connections that are taken from it answer at once, as those of Python's asyncio do.</summary>
    public static Socket NewSocket() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static int PortOf(Socket listener) => ((IPEndPoint)listener.LocalEndPoint!).Port;
}
