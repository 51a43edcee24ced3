using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Trama.Jobs.Connections.Client;

/// <summary>
/// The program that drives echo servers: it says where it can be reached, and runs what comes over each control connection, one after the
/// other. It ends when its stdin does. On one loop, with its I/O there where the system has that.
/// </summary>
internal static class LoadClient
{
    public static void Run(Stream input, Stream output)
        => EventLoop.Run(
            token => ServeAsync(input, output, token),
            new EventLoopOptions { Name = "connections-client", IOOnLoop = OperatingSystem.IsLinux(), BlockedAfter = Timeout.InfiniteTimeSpan });

    private static async Task ServeAsync(Stream input, Stream output, CancellationToken token)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var loop = EventLoop.Current!;
        using var listener = loop.Attach(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        listener.Socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Socket.Listen();
        var port = ((IPEndPoint)listener.Socket.LocalEndPoint!).Port;
        await output.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{port}\n")), token);
        await output.FlushAsync(token);
        var serving = AnswerAllAsync(loop, listener, stop.Token);
        await input.CopyToAsync(Stream.Null, token);
        await stop.CancelAsync();
        await serving;
    }

    private static async Task AnswerAllAsync(EventLoop loop, LoopSocket listener, CancellationToken token)
    {
        try
        {
            while (true)
            {
                using var control = await listener.AcceptAsync(token);
                await AnswerAsync(loop, control, token);
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // Nobody needs answers any more.
        }
    }

    private static async Task AnswerAsync(EventLoop loop, LoopSocket control, CancellationToken token)
    {
        using var reader = new StreamReader(control.GetStream());
        if (await reader.ReadLineAsync(token) is not { } line) return;
        // The server's process may end in the middle; what it was asked for is of no use then.
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(token);
        var watching = WatchAsync(reader, gone);
        var answer = await RunAsync(line, loop, gone.Token);
        try
        {
            await control.SendAsync(Encoding.UTF8.GetBytes(LoadJson.Write(answer) + "\n"), token);
        }
        catch (SocketException)
        {
            // It has gone: there is nobody to tell.
        }

        await gone.CancelAsync();
        await watching;
    }

    private static async Task<LoadAnswer> RunAsync(string line, EventLoop loop, CancellationToken token)
    {
        try
        {
            return await new LoadRun(LoadJson.ReadRequest(line), loop, token).RunAsync();
        }
        catch (Exception cause)
        {
            // Whatever it was, the client is there for the next server.
            return new() { Error = cause.Message };
        }
    }

    private static async Task WatchAsync(StreamReader reader, CancellationTokenSource gone)
    {
        try
        {
            while (await reader.ReadLineAsync(gone.Token) is not null)
            {
            }

            await gone.CancelAsync();
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or SocketException)
        {
            if (!gone.IsCancellationRequested) await gone.CancelAsync();
        }
    }
}
