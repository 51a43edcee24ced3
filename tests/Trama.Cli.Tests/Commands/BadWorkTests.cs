using System.Net;
using System.Net.Sockets;
using Trama.Cli.Tests.Support;

namespace Trama.Cli.Tests.Commands;

/// <summary>Work that can't be done: found out when the real program looks at it, and told in one sentence that names the thing.</summary>
public sealed class BadWorkTests : IDisposable
{
    private const string Type = "Trama.Cli.Tests.Commands.BadWorkTests";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("trama-");

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A method that can't be compared, because it is generic.</summary>
    public static string Generic<T>(string text) => text + typeof(T).Name;

    [Fact]
    public async Task Empty_folder_is_named()
        => await AssertFailsAsync(2, "TRM0721", $"'{_folder.FullName}' holds no file", "files", _folder.FullName);

    [Theory]
    [InlineData("TRM0745", "Hidden is not public", Type + ".Hidden")]
    [InlineData("TRM0747", "Generic is generic", Type + ".Generic")]
    [InlineData("TRM0744", "has no method 'Missing'", Type + ".Missing")]
    [InlineData("TRM0743", "has no type 'No.Such'", "No.Such.Method")]
    public async Task Method_that_cannot_be_called_is_named(string id, string expected, string method)
    {
        var inputs = Path.Combine(_folder.FullName, "inputs.txt");
        await File.WriteAllTextAsync(inputs, Hidden("one"));
        await AssertFailsAsync(2, id, expected, "--assembly", typeof(BadWorkTests).Assembly.Location, "--method", method, "--inputs", inputs);
    }

    [Fact]
    public async Task Url_that_answers_500_is_named()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/";
        var answering = AnswerOnceAsync(server);
        await AssertFailsAsync(1, "TRM0731", $"{url} answered 500", "fetch", url, "--models", "inline");
        await answering;
    }

    [Fact]
    public async Task Url_that_hangs_is_given_up_after_the_timeout_that_was_asked_for()
    {
        // Connections are taken by the system, and nobody ever answers.
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/";
        await AssertFailsAsync(1, "TRM0732", $"{url} did not answer in full within 1 s", "fetch", url, "--models", "inline", "--timeout", "1");
    }

    [Fact]
    public async Task Host_that_does_not_exist_is_named()
        => await AssertFailsAsync(1, "TRM0733", "'nowhere.invalid' was not found", "fetch", "http://nowhere.invalid/", "--models", "inline");

    private static string Hidden(string text) => text + "\n";

    private static async Task AnswerOnceAsync(TcpListener server)
    {
        using var client = await server.AcceptTcpClientAsync();
        using var reader = new StreamReader(client.GetStream());
        while (await reader.ReadLineAsync() is { Length: > 0 })
        {
        }

        await client.GetStream().WriteAsync("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
    }

    private static async Task AssertFailsAsync(int exitCode, string id, string expected, params string[] arguments)
    {
        var run = await TramaProgram.RunAsync(["compare", "--rounds", "1", .. arguments]);
        var last = run.Error.TrimEnd('\n').Split('\n')[^1];
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith("trama: ", last, StringComparison.Ordinal);
        Assert.Contains(expected, last, StringComparison.Ordinal);
        Assert.EndsWith($"({id})", last, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }
}
