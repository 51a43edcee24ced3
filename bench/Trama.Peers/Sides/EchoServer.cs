using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Trama.Peers.Sides;

/// <summary>
/// An echo server on one event loop, and the client that is the same program for every side: it opens ten thousand connections, drives
/// them, and measures the server from outside.
/// </summary>
internal sealed class EchoServer : ISide
{
    private const int RoundTrips = 100_000;
    private const int Rate = 5_000;
    private const int Seconds = 2;

    private static readonly int Connections = int.Parse(
        Environment.GetEnvironmentVariable("PEERS_CONNECTIONS") ?? "10000", CultureInfo.InvariantCulture);

    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread _thread;
    private readonly Process _client;
    private readonly int _control;

    public EchoServer(bool ioOnLoop)
    {
        _thread = new Thread(() => EventLoop.Run(ListenAsync, new EventLoopOptions { IOOnLoop = ioOnLoop, HandleInterrupt = false }, _stop.Token));
        _thread.Start();
        string program = Environment.GetEnvironmentVariable("TRAMA_COMMAND") ?? "./trama";
        _client = Process.Start(
            new ProcessStartInfo(program, ["connections-client"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        _control = int.Parse(_client.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
    }

    // The client warms the server up, before it measures.
    public Task WarmUpAsync() => Task.CompletedTask;

    public async Task<double[]> RoundAsync()
    {
        using var control = new TcpClient();
        await control.ConnectAsync(IPAddress.Loopback, _control);
        await using var writer = new StreamWriter(control.GetStream());
        using var reader = new StreamReader(control.GetStream());
        await writer.WriteLineAsync(JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["port"] = await _port.Task,
            ["pids"] = new[] { Environment.ProcessId },
            ["connections"] = Connections,
            ["round_trips"] = RoundTrips,
            ["rate"] = Rate,
            ["seconds"] = Seconds,
            ["seed"] = 1,
        }));
        await writer.FlushAsync();
        using var answer = JsonDocument.Parse(await reader.ReadLineAsync() ?? throw new EndOfStreamException("The client ended."));
        if (answer.RootElement.GetProperty("error").GetString() is { } error)
            throw new InvalidOperationException(error);
        double Value(string name) => answer.RootElement.GetProperty(name) is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : 0;
        return
        [
            Value("held"), Value("round_trips_per_second"), Value("cpu_microseconds"), Value("p50_microseconds"), Value("p99_microseconds"),
            Value("user_bytes") / 1024, Value("kernel_bytes") / 1024,
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _client.StandardInput.Close();
        await _client.WaitForExitAsync();
        _client.Dispose();
        await _stop.CancelAsync();
        _thread.Join();
        _stop.Dispose();
    }

    private async Task ListenAsync(CancellationToken token)
    {
        EventLoop loop = EventLoop.Current!;
        using LoopSocket listener = loop.Attach(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        listener.Socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Socket.Listen(4096);
        _port.SetResult(((IPEndPoint)listener.Socket.LocalEndPoint!).Port);
        try
        {
            while (true)
            {
                LoopSocket connection = await listener.AcceptAsync(token);
                _ = loop.InvokeAsync(() => EchoAsync(connection), CancellationToken.None);
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }

    private static async Task EchoAsync(LoopSocket connection)
    {
        using (connection)
        {
            byte[] buffer = new byte[4096];
            while (await connection.ReceiveAsync(buffer) is var received and > 0)
                await connection.SendAsync(buffer.AsMemory(0, received));
        }
    }
}
