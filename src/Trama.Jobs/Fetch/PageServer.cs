using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Trama.Jobs.Fetch;

/// <summary>
/// The embedded server: bare Kestrel on a free port of 127.0.0.1, no host around it, so that nothing logs and nothing but its own
/// process's stdin ends it.
/// </summary>
internal sealed class PageServer : IHttpApplication<IFeatureCollection>, IAsyncDisposable
{
    private readonly ConcurrentDictionary<(int, int), ServerPage> _pages = new();
    private readonly KestrelServer _server;

    private PageServer()
    {
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Listen(IPAddress.Loopback, 0);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    /// <summary>The address it listens on, such as <c>http://127.0.0.1:34567</c>.</summary>
    public string Address => _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();

    public static async Task<PageServer> StartAsync()
    {
        var server = new PageServer();
        await server._server.StartAsync(server, CancellationToken.None);
        return server;
    }

    /// <summary>Serves until <paramref name="input"/> ends, which it also does when the parent dies.</summary>
    public static async Task RunAsync(Stream input, Stream output)
    {
        await using var server = await StartAsync();
        await output.WriteAsync(Encoding.ASCII.GetBytes(server.Address + "\n"));
        await output.FlushAsync();
        await input.CopyToAsync(Stream.Null);
    }

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        if (ServerPage.ParsePath(context.GetRequiredFeature<IHttpRequestFeature>().Path) is not { } key)
        {
            response.StatusCode = (int)HttpStatusCode.NotFound;
            return;
        }

        var page = _pages.GetOrAdd((key.Seed, key.Page), static pair => ServerPage.Create(pair.Item1, pair.Item2));
        await Task.Delay(page.Delay);
        response.Headers.ContentLength = page.Body.Length;
        await context.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(page.Body);
    }

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public async ValueTask DisposeAsync()
    {
        // Requests still under way have lost their client already: no grace.
        await _server.StopAsync(new CancellationToken(canceled: true));
        _server.Dispose();
    }
}
