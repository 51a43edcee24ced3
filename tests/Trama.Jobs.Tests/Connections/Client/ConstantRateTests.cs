using System.Net;
using System.Net.Sockets;
using Trama.Jobs.Connections.Client;

namespace Trama.Jobs.Tests.Connections.Client;

public sealed class ConstantRateTests
{
    private const int Rate = 200;
    private const int StallMilliseconds = 500;

    [Fact]
    public void Round_trips_that_were_to_begin_while_the_server_stood_still_pay_for_it()
    {
        double[] latencies = Measure(stall: true);

        // A hundred fell into the half second of the stall; those of its first 300 ms waited 200 ms at the least.
        Assert.Equal(Rate, latencies.Length);
        Assert.InRange(latencies.Count(latency => latency >= 200_000), 50, Rate);
    }

    [Fact]
    public void Every_round_trip_is_made_once() => Assert.All(Measure(stall: false), latency => Assert.True(latency > 0));

    private static double[] Measure(bool stall) => EventLoop.Run(async token =>
    {
        var loop = EventLoop.Current!;
        using var listener = loop.Attach(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        listener.Socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Socket.Listen();
        var serving = loop.InvokeAsync(() => EchoAsync(loop, listener, stall), token);
        var server = (IPEndPoint)listener.Socket.LocalEndPoint!;
        double[] latencies;
        using (var connection = await LoadConnection.OpenAsync(loop, server, new Messages(1, Rate), token))
            latencies = await new ConstantRate([connection], first: 0, Rate, seconds: 1).RunAsync(loop, token);
        await serving;
        return latencies;
    });

    private static async Task EchoAsync(EventLoop loop, LoopSocket listener, bool stall)
    {
        using var connection = await listener.AcceptAsync();
        var buffer = new byte[Messages.Size];
        for (var answered = 0; await connection.ReceiveAsync(buffer) is var received and > 0; answered++)
        {
            if (stall && answered == Rate / 4) await Task.Delay(TimeSpan.FromMilliseconds(StallMilliseconds), loop.TimeProvider);
            await connection.SendAsync(buffer.AsMemory(0, received));
        }
    }
}
