using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Trama.Jobs.Tests.Fetch;

/// <summary>Answers by the path: /ok, /status/500, /hang, /half (a body that stops), /short (a body cut), /loop (redirects), else closes.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Task> _clients = [];
    private readonly Task _accepting;

    public ScriptedServer()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        if (_accepting.IsCompleted) return;
        await _end.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_clients);
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _clients.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                await AnswerAsync(client.GetStream());
            }
            catch (Exception gone) when (gone is OperationCanceledException or IOException)
            {
                // The client left, or the test is over.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        var path = (await reader.ReadLineAsync(_end.Token))?.Split(' ')[1];
        while (await reader.ReadLineAsync(_end.Token) is { Length: > 0 })
        {
        }

        var answer = path switch
        {
            "/ok" => "200 OK\r\nContent-Length: 5\r\n\r\nhello",
            "/half" => "200 OK\r\nContent-Length: 5\r\n\r\nhe",
            "/short" => "200 OK\r\nContent-Length: 5\r\n\r\nhe",
            "/loop" => "302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n",
            { } status when status.StartsWith("/status/", StringComparison.Ordinal) => $"{status[8..]} Scripted\r\nContent-Length: 0\r\n\r\n",
            _ => "",
        };
        if (answer.Length > 0) await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer.Replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")}"), _end.Token);
        if (path is "/hang" or "/half") await Task.Delay(Timeout.Infinite, _end.Token);
    }
}
