using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Trama.Integration.Tests.Samples;

/// <summary>The line server, as a user starts it, with many clients at once.</summary>
[Deadline(300)]
public sealed class ServerSampleTests
{
    private const int Clients = 2000;
    private const int Opening = 100;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Server_answers_every_line_of_thousands_of_clients_and_ends_on_an_interrupt()
    {
        string file = Repository.PathTo("samples", "Server", "server.cs");
        ProgramRun build = await ProgramRun.RunAsync("dotnet", ["build", file, "-nologo", "-v", "quiet"], limit: TimeSpan.FromMinutes(4));
        Assert.True(build.ExitCode == 0, $"It does not build: {build.Output}{build.Error}");

        using Process run = Process.Start(new ProcessStartInfo("dotnet", ["run", "--no-build", file, "--", "0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        })!;
        using StreamReader output = run.StandardOutput;
        using StreamReader errors = run.StandardError;
        using var patience = new CancellationTokenSource(Limit);
        string listening = await output.ReadLineAsync(patience.Token) ?? await errors.ReadToEndAsync(patience.Token);
        Assert.StartsWith("Ouvindo em 127.0.0.1:", listening, StringComparison.Ordinal);
        await TalkAsync(IPEndPoint.Parse(listening["Ouvindo em ".Length..]), patience.Token);

        await ProgramRun.RunAsync("kill", ["-INT", ServerId().ToString(CultureInfo.InvariantCulture)]);
        Assert.Equal($"Encerrando: {Clients} clientes atendidos", await output.ReadLineAsync(patience.Token));
        await run.WaitForExitAsync(patience.Token);
        Assert.Equal("", await errors.ReadToEndAsync(patience.Token));
        Assert.Equal(0, run.ExitCode);
    }

    private static async Task TalkAsync(IPEndPoint server, CancellationToken token)
    {
        var clients = new Client[Clients];
        try
        {
            for (int first = 0; first < Clients; first += Opening)
                await Task.WhenAll(Enumerable.Range(first, Opening).Select(async i => clients[i] = await Client.ConnectAsync(server, token)));

            // All at once, each its own lines: two in one piece, and one in two.
            await Task.WhenAll(clients.Select(async (client, i) =>
            {
                string number = i.ToString("0000", CultureInfo.InvariantCulture);
                await client.SayAsync($"olá {number}\n{number}\nme", token);
                Assert.Equal($"{Reversed(number)} álo", await client.HearAsync(token));
                Assert.Equal(Reversed(number), await client.HearAsync(token));
                await client.SayAsync("tade\r\n", token);
                Assert.Equal("edatem", await client.HearAsync(token));
            }));

            await clients[0].SayAsync("quantos\n", token);
            Assert.Equal($"{Clients}", await clients[0].HearAsync(token));
            await clients[1].SayAsync("tchau\n", token);
            Assert.Null(await clients[1].HearAsync(token));
            await clients[2].SayAsync(new string('x', 2000), token);
            Assert.True(await clients[2].IsClosedAsync(token));
            await clients[0].SayAsync("quantos\n", token);
            Assert.Equal($"{Clients - 2}", await clients[0].HearAsync(token));
        }
        finally
        {
            foreach (Client? client in clients)
                client?.Dispose();
        }
    }

    private static string Reversed(string text) => string.Concat(text.Reverse());

    // `dotnet run` starts the program as its child, and leaves interrupts to it.
    private static int ServerId() => ProcessTree.Descendants().Single(id => File.ReadAllText($"/proc/{id}/comm").Trim() == "server");

    private sealed class Client(TcpClient connection) : IDisposable
    {
        private readonly StreamReader _reader = new(connection.GetStream(), bufferSize: 256);

        public static async Task<Client> ConnectAsync(IPEndPoint server, CancellationToken token)
        {
            var connection = new TcpClient();
            await connection.ConnectAsync(server, token);
            return new Client(connection);
        }

        public async Task SayAsync(string text, CancellationToken token) =>
            await connection.GetStream().WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), token);

        public async Task<string?> HearAsync(CancellationToken token) => await _reader.ReadLineAsync(token);

        // What the server had not read when it closed turns the end into a reset.
        public async Task<bool> IsClosedAsync(CancellationToken token)
        {
            try
            {
                return await HearAsync(token) is null;
            }
            catch (IOException)
            {
                return true;
            }
        }

        public void Dispose()
        {
            _reader.Dispose();
            connection.Dispose();
        }
    }
}
